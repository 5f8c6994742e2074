package io.gridpool.ledger.command;

import io.gridpool.ledger.model.Reservation;

/**
 * Creates, replaces or (without ranges) removes a reservation; addresses already leased stay
 * leased.
 */
public record PutReserved(Reservation reservation) implements Command {}
