/** What a person sees and decides when the ledger cannot go on by itself. */
@NullMarked
package io.gridpool.agent.kube.recover;

import org.jspecify.annotations.NullMarked;
