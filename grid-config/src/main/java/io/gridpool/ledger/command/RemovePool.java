package io.gridpool.ledger.command;

/** Removes a pool that holds no lease. */
public record RemovePool(String pool) implements Command {}
