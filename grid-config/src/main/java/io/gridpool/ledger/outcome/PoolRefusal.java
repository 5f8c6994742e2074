package io.gridpool.ledger.outcome;

/**
 * Why one pool gave no address.
 *
 * @param total addresses of the pool, saturating
 * @param leased addresses in use
 */
public record PoolRefusal(String pool, Reason reason, long total, long leased) {
  /** What stood in the way. */
  public enum Reason {
    UNKNOWN,
    WRONG_FAMILY,
    DISABLED,
    EXHAUSTED
  }
}
