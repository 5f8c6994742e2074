/** The Kubernetes side: directories for the use cases, controllers and mirrors of the ledger. */
@NullMarked
package io.gridpool.agent.kube;

import org.jspecify.annotations.NullMarked;
