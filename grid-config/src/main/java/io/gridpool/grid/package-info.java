/** The grid: Hazelcast members that replicate one ledger; the only com.hazelcast imports. */
@NullMarked
package io.gridpool.grid;

import org.jspecify.annotations.NullMarked;
