/** What the API server knows of earlier lives of the ledger. */
@NullMarked
package io.gridpool.agent.kube.adoption;

import org.jspecify.annotations.NullMarked;
