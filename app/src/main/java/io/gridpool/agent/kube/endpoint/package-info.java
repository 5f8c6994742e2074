/** Endpoint objects as the mirror of the ledger, and leases whose pod is gone. */
@NullMarked
package io.gridpool.agent.kube.endpoint;

import org.jspecify.annotations.NullMarked;
