/**
 * Pools that are made of SpiderSubnets for applications: as large as their replicas ask, gone with
 * them.
 */
@NullMarked
package io.gridpool.agent.kube.application;

import org.jspecify.annotations.NullMarked;
