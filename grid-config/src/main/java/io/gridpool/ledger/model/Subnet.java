package io.gridpool.ledger.model;

import java.util.function.BiFunction;

/**
 * A network in CIDR form, host bits zero.
 *
 * <p>Errors: throws {@link IllegalArgumentException} that says what is wrong with the text.
 */
public record Subnet(Address network, int prefixLength) {
  public Subnet {
    if (prefixLength < 0 || prefixLength > network.family().bits()) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " is not within 0-" + network.family().bits());
    }
    if (!mask(network, prefixLength).equals(network)) {
      throw new IllegalArgumentException(
          "\""
              + network
              + "/"
              + prefixLength
              + "\" has host bits set; its network is \""
              + mask(network, prefixLength)
              + "/"
              + prefixLength
              + "\"");
    }
  }

  /** Reads {@code 10.6.0.0/16} or {@code fd00::/64}. */
  public static Subnet parse(String text) {
    return read(text, Subnet::new);
  }

  /** Reads a CIDR as {@link #parse}; host bits are taken away. */
  public static Subnet parseLenient(String text) {
    return read(text, Subnet::around);
  }

  private static Subnet read(String text, BiFunction<Address, Integer, Subnet> reader) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not a CIDR");
    }
    try {
      return reader.apply(
          Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a CIDR", e);
    }
  }

  /** The network of this length that {@code address} lies in. */
  public static Subnet around(Address address, int prefixLength) {
    return new Subnet(mask(address, prefixLength), prefixLength);
  }

  /** The family of its addresses. */
  public IpFamily family() {
    return network.family();
  }

  /** Whether {@code address} lies inside. */
  public boolean contains(Address address) {
    return address.family() == network.family() && mask(address, prefixLength).equals(network);
  }

  /** Whether both have an address in common. */
  public boolean overlaps(Subnet other) {
    return contains(other.network) || other.contains(network);
  }

  private static Address mask(Address address, int prefixLength) {
    int bits = prefixLength + 128 - address.family().bits();
    return new Address(
        address.family(), address.high() & ones(bits), address.low() & ones(bits - Long.SIZE));
  }

  /** A long whose {@code count} highest bits are one; count below 0 is 0, above 64 is 64. */
  private static long ones(int count) {
    return count <= 0 ? 0 : count >= Long.SIZE ? -1L : -1L << (Long.SIZE - count);
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }
}
