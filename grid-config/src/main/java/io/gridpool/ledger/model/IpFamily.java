package io.gridpool.ledger.model;

/** The IP version of an address, a range or a pool. */
public enum IpFamily {
  V4(32),
  V6(128);

  private final int bits;

  IpFamily(int bits) {
    this.bits = bits;
  }

  /** The width of an address of this family, in bits. */
  public int bits() {
    return bits;
  }
}
