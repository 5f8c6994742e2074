package io.gridpool.ledger.command;

import io.gridpool.ledger.model.TermId;

/**
 * Starts a term on an empty ledger; the first command of its life.
 *
 * @param adopts whether the first term too begins with an adoption, as every later one does: where
 *     leases may be known from an installation before it
 */
public record OpenTerm(TermId term, boolean adopts) implements Command {
  /** A first term that has nothing to adopt, or a later one. */
  public OpenTerm(TermId term) {
    this(term, false);
  }
}
