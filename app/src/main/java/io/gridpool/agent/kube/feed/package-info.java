/** The ledger's change feed and the view that mirrors build from it. */
@NullMarked
package io.gridpool.agent.kube.feed;

import org.jspecify.annotations.NullMarked;
