/**
 * The ledger: a deterministic state machine that knows pools, leases and the rules between them.
 */
@NullMarked
package io.gridpool.ledger;

import org.jspecify.annotations.NullMarked;
