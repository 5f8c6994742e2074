package io.gridpool.ledger.command;

/**
 * From now on the log and snapshots may hold forms of this level: written when every seat can read
 * them. A ledger that is there already, or further, stays where it is.
 *
 * @param level as {@code LedgerCodec} counts them, 2 or more
 */
public record RaiseLevel(int level) implements Command {}
