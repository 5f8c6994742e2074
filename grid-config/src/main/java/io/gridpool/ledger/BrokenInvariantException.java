package io.gridpool.ledger;

/**
 * The ledger contradicts itself: this replica must stop and start again from a snapshot. Running
 * pods keep their addresses.
 */
public final class BrokenInvariantException extends RuntimeException {
  /** Says which promise is broken, with the names and the numbers. */
  public BrokenInvariantException(String message) {
    super(message);
  }

  /** As above, with what was found first. */
  public BrokenInvariantException(String message, Throwable cause) {
    super(message, cause);
  }
}
