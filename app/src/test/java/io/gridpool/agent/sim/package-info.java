/** Clusters' whole lives in virtual time. */
@NullMarked
package io.gridpool.agent.sim;

import org.jspecify.annotations.NullMarked;
