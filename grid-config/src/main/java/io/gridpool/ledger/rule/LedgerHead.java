package io.gridpool.ledger.rule;

import io.gridpool.ledger.model.TermId;

/** The ledger's own numbers: its term, its time in milliseconds and its revision. */
public record LedgerHead(TermId term, long timeMs, long revision) {}
