/** Pools: which addresses they have, which of those are taken, which rest. */
@NullMarked
package io.gridpool.ledger.pool;

import org.jspecify.annotations.NullMarked;
