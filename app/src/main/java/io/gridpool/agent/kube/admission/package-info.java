/**
 * The door to pools, subnets and reservations: admission webhooks and the certificates they need.
 */
@NullMarked
package io.gridpool.agent.kube.admission;

import org.jspecify.annotations.NullMarked;
