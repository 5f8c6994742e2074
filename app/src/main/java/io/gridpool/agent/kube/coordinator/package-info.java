/** The SpiderCoordinator: what the cluster's own networks are, and what pods are told of it. */
@NullMarked
package io.gridpool.agent.kube.coordinator;

import org.jspecify.annotations.NullMarked;
