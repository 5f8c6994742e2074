/** Commands, outcomes, queries, answers and snapshots as versioned bytes. */
@NullMarked
package io.gridpool.ledger.codec;

import org.jspecify.annotations.NullMarked;
