package io.gridpool.ledger.model;

/**
 * The addresses from {@code first} to {@code last}, both included.
 *
 * <p>Errors: throws {@link IllegalArgumentException} when the ends differ in family or order.
 */
public record AddressRange(Address first, Address last) implements Comparable<AddressRange> {
  public AddressRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(
          "\"" + first + "-" + last + "\" is not a range of addresses");
    }
  }

  /** Reads {@code a} or {@code a-b}, the form of {@code spec.ips} in a SpiderIPPool. */
  public static AddressRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      Address only = Address.parse(text.strip());
      return new AddressRange(only, only);
    }
    return new AddressRange(
        Address.parse(text.substring(0, dash).strip()),
        Address.parse(text.substring(dash + 1).strip()));
  }

  /** How many addresses it holds, saturating at {@link Long#MAX_VALUE}. */
  public long size() {
    long distance = last.distanceFrom(first);
    return distance == Long.MAX_VALUE ? distance : distance + 1;
  }

  /** Whether {@code address} lies inside. */
  public boolean contains(Address address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  /** Whether both have an address in common. */
  public boolean overlaps(AddressRange other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  @Override
  public int compareTo(AddressRange other) {
    int byFirst = first.compareTo(other.first);
    return byFirst != 0 ? byFirst : last.compareTo(other.last);
  }

  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + "-" + last;
  }
}
