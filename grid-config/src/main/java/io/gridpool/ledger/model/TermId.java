package io.gridpool.ledger.model;

/**
 * One life of the ledger: its number and the exact id of the consensus group that holds it. A
 * command of another term is refused.
 */
public record TermId(long number, String group) {
  /** Before any term was opened. */
  public static final TermId NONE = new TermId(0, "");
}
