/** Agents that end before and after each of their writes, and what is true afterwards. */
@NullMarked
package io.gridpool.loadtest.crash;

import org.jspecify.annotations.NullMarked;
