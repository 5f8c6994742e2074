/** Leases whose pod is gone or done: suspected from watches and lists, freed on evidence only. */
@NullMarked
package io.gridpool.agent.kube.reclaim;

import org.jspecify.annotations.NullMarked;
