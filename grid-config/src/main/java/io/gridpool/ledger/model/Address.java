package io.gridpool.ledger.model;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;

/**
 * One IP address as a number: 128 bits in two unsigned halves, an IPv4 address in the lowest 32.
 *
 * <p>Errors: {@link #parse} throws {@link IllegalArgumentException} that names the text.
 */
public record Address(IpFamily family, long high, long low) implements Comparable<Address> {
  private static final Comparator<Address> ORDER =
      Comparator.comparing(Address::family)
          .thenComparing(Address::high, Long::compareUnsigned)
          .thenComparing(Address::low, Long::compareUnsigned);
  private static final int GROUPS = 8;

  /** Reads the usual text forms; never asks a name server. */
  public static Address parse(String text) {
    boolean literal = text.indexOf('.') > 0 || text.indexOf(':') >= 0;
    if (!literal || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }
    byte[] bytes = literalBytes(text);
    long high = 0;
    long low = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes.length - i > Long.BYTES) {
        high = (high << 8) | (bytes[i] & 0xff);
      } else {
        low = (low << 8) | (bytes[i] & 0xff);
      }
    }
    return new Address(bytes.length == 4 ? IpFamily.V4 : IpFamily.V6, high, low);
  }

  private static byte[] literalBytes(String text) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(text);
      boolean shortForm =
          parsed instanceof Inet4Address && text.chars().filter(c -> c == '.').count() != 3;
      if (shortForm || (parsed instanceof Inet4Address && text.indexOf(':') >= 0)) {
        throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
      }
      return parsed.getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address", e);
    }
  }

  /** The address {@code distance} steps up (down when negative); wraps silently at the ends. */
  public Address plus(long distance) {
    long sum = low + distance;
    long carry =
        distance >= 0
            ? (Long.compareUnsigned(sum, low) < 0 ? 1 : 0)
            : (Long.compareUnsigned(sum, low) > 0 ? -1 : 0);
    return family == IpFamily.V4
        ? new Address(family, 0, sum & 0xffffffffL)
        : new Address(family, high + carry, sum);
  }

  /** How far this address lies above {@code start}, saturating at {@link Long#MAX_VALUE}. */
  public long distanceFrom(Address start) {
    long lowPart = low - start.low;
    long highPart = high - start.high - (Long.compareUnsigned(low, start.low) < 0 ? 1 : 0);
    return highPart != 0 || lowPart < 0 ? Long.MAX_VALUE : lowPart;
  }

  @Override
  public int compareTo(Address other) {
    return ORDER.compare(this, other);
  }

  /** The shortest usual form (RFC 5952 for IPv6), as Go's {@code net.IP} prints it. */
  @Override
  public String toString() {
    return family == IpFamily.V4 ? v4Text() : v6Text();
  }

  private String v4Text() {
    return (low >>> 24 & 0xff)
        + "."
        + (low >>> 16 & 0xff)
        + "."
        + (low >>> 8 & 0xff)
        + "."
        + (low & 0xff);
  }

  private String v6Text() {
    int[] run = longestZeroRun();
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == run[0]) {
        out.append("::");
        i += run[1] - 1;
      } else {
        out.append(!out.isEmpty() && out.charAt(out.length() - 1) != ':' ? ":" : "");
        out.append(Integer.toHexString(group(i)));
      }
    }
    return out.toString();
  }

  /**
   * The first longest run of two or more zero groups: {start, length}; start −1 where there is
   * none.
   */
  private int[] longestZeroRun() {
    int[] best = {-1, 1};
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && group(end) == 0) {
        end++;
      }
      if (end - i > best[1]) {
        best = new int[] {i, end - i};
      }
      i = Math.max(i, end);
    }
    return best;
  }

  private int group(int i) {
    long half = i < GROUPS / 2 ? high : low;
    return (int) (half >>> (16 * (3 - i % 4))) & 0xffff;
  }
}
