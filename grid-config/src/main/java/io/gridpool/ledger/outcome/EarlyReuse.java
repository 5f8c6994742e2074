package io.gridpool.ledger.outcome;

import io.gridpool.ledger.model.Address;

/** An address that was given out before its rest was over because nothing else was free. */
public record EarlyReuse(String pool, Address address, long restLeftMs) {}
