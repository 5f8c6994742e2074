package io.gridpool.ledger.command;

import io.gridpool.ledger.model.PoolSpec;

/** Creates a pool or replaces its spec; refused when a lease or another pool would be hurt. */
public record PutPool(PoolSpec spec) implements Command {}
