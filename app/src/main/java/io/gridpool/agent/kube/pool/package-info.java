/** The steward's side of pools: from the custom resource to the ledger, and back to its status. */
@NullMarked
package io.gridpool.agent.kube.pool;

import org.jspecify.annotations.NullMarked;
