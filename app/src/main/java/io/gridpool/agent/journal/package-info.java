/** This node's leases and unfinished releases on disk. */
@NullMarked
package io.gridpool.agent.journal;

import org.jspecify.annotations.NullMarked;
