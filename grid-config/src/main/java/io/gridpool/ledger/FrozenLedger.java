package io.gridpool.ledger;

/** The state of a ledger at one moment, immutable, and its byte form. */
public final class FrozenLedger {
  /** The whole state as bytes, first byte the version of the format. */
  public byte[] encode() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} when it is damaged.
   */
  public static FrozenLedger decode(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** A ledger that goes on from this state. */
  public Ledger thaw() {
    throw new UnsupportedOperationException();
  }
}
