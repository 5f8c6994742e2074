package io.gridpool.ledger.command;

import io.gridpool.ledger.model.Endpoint;

/**
 * Brings what an earlier life of the ledger gave out into this one, before it serves.
 *
 * <p>Of two claims to one key or one address the later revision of the earlier life is the truth; a
 * claim of unknown revision (0) yields to any other.
 *
 * @param endpoint as that life knew it, with the revision it had there
 */
public record Adopt(Endpoint endpoint) implements Command {}
