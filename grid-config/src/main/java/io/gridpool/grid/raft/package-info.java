/** The ledger as Hazelcast's Raft sees it: service, commands, queries and snapshots. */
@NullMarked
package io.gridpool.grid.raft;

import org.jspecify.annotations.NullMarked;
