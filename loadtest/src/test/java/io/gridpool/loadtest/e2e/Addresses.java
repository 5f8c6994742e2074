package io.gridpool.loadtest.e2e;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Address ranges on the nodes' bridge that no other test uses, and what is inside a range. */
final class Addresses {
  /** The networks that pods live in; all have their bridge address as gateway. */
  enum Net {
    V4("10.201.0.0/16", "10.201.%d.", "10.201.0.1"),
    V6("fd00:201::/64", "fd00:201::%x:", "fd00:201::1"),
    V4_SECOND("10.202.0.0/16", "10.202.%d.", "10.202.0.1"),
    V4_THIRD("10.203.0.0/16", "10.203.%d.", "10.203.0.1"),
    V4_SUBNET("10.204.0.0/16", "10.204.%d.", "10.204.0.1"),
    V6_SUBNET("fd00:204::/64", "fd00:204::%x:", "fd00:204::1"),
    V4_AUTO("10.206.0.0/16", "10.206.%d.", "10.206.0.1"),
    V4_OVERLAY_N1("10.208.0.0/16", "10.208.%d.", "10.208.0.1"),
    V4_OVERLAY_N2("10.209.0.0/16", "10.209.%d.", "10.209.0.1"),
    V4_EXCLUDED("10.205.0.0/16", "10.205.%d.", "10.205.0.1"),
    V6_LARGE("fd00:203::/48", "fd00:203::%x:", "fd00:203::1");

    final String subnet;
    final String gateway;
    private final String prefix;

    Net(String subnet, String prefix, String gateway) {
      this.subnet = subnet;
      this.prefix = prefix;
      this.gateway = gateway;
    }
  }

  private static final int FIRST_BLOCK = 64;

  /** How many a net has; one run of the whole catalogue takes more of all nets together. */
  private static final int BLOCKS = 190;

  private static final Map<Net, AtomicInteger> USED = new ConcurrentHashMap<>();
  private static final long OFFSET = ProcessHandle.current().pid();

  private Addresses() {}

  /**
   * A block of addresses of one net.
   *
   * @param size how many of it a pool has
   */
  record Block(Net net, int number, int size) {
    /** The n-th address of it, from 1. */
    String at(int n) {
      return net.prefix.formatted(number)
          + (net == Net.V6 ? Integer.toHexString(n) : Integer.toString(n));
    }

    /** The range from one to another of its addresses. */
    String range(int from, int to) {
      return at(from) + "-" + at(to);
    }

    String all() {
      return range(1, size);
    }
  }

  /** A fresh block; no two tests of a run share one, and two runs at a time seldom do. */
  static Block block(Net net, int size) {
    int serial = USED.computeIfAbsent(net, _ -> new AtomicInteger()).getAndIncrement();
    if (serial >= BLOCKS) {
      throw new IllegalStateException(
          "more than " + BLOCKS + " blocks of " + net.subnet + " in one run");
    }
    int number = FIRST_BLOCK + Math.floorMod(OFFSET + serial, BLOCKS);
    return new Block(net, number, size);
  }

  /** Whether the address is inside one of the ranges {@code a} or {@code a-b}. */
  static boolean inside(String address, List<String> ranges) {
    BigInteger value = number(address);
    return ranges.stream()
        .map(range -> range.split("-"))
        .anyMatch(ends ->
            number(ends[0]).compareTo(value) <= 0
                && value.compareTo(number(ends[ends.length - 1])) <= 0);
  }

  private static BigInteger number(String address) {
    try {
      return new BigInteger(1, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }
}
