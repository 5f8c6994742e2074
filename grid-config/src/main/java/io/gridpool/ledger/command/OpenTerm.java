package io.gridpool.ledger.command;

import io.gridpool.ledger.model.TermId;

/** Starts a term on an empty ledger; the first command of its life. */
public record OpenTerm(TermId term) implements Command {}
