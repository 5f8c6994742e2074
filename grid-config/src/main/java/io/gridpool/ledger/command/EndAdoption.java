package io.gridpool.ledger.command;

/** Says that all that can be known of earlier lives is here: the ledger serves from now on. */
public record EndAdoption() implements Command {}
