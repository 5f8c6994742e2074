package io.gridpool.ledger.outcome;

import io.gridpool.ledger.model.EndpointKey;
import org.jspecify.annotations.Nullable;

/**
 * Why one pool gave no address.
 *
 * @param total addresses of the pool, saturating
 * @param leased addresses in use
 * @param holder who holds the address asked for ({@link Reason#IN_USE}); null where the ledger is
 *     too large to search
 */
public record PoolRefusal(
    String pool, Reason reason, long total, long leased, @Nullable EndpointKey holder) {
  /** What stood in the way; the last four only where one address was asked for. */
  public enum Reason {
    UNKNOWN,
    WRONG_FAMILY,
    DISABLED,
    EXHAUSTED,
    OUTSIDE,
    EXCLUDED,
    RESERVED,
    IN_USE
  }

  /** A refusal that names no holder. */
  public PoolRefusal(String pool, Reason reason, long total, long leased) {
    this(pool, reason, total, leased, null);
  }
}
