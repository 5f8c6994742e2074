package io.gridpool.agent.kube.application;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.pool.RangeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a pool of an application gets: those it has, the lowest free ones when it grows,
 * without the lowest that nobody holds when it shrinks. Pure functions over ranges.
 */
final class AutoPoolRanges {
  private AutoPoolRanges() {}

  /**
   * What there is.
   *
   * @param own what the pool has now
   * @param held leased addresses of the pool
   * @param subnet addresses that the subnet has at all
   * @param taken addresses of its other pools
   * @param reserved addresses that are not to be given out
   */
  record Stock(
      List<AddressRange> own,
      List<Address> held,
      List<AddressRange> subnet,
      List<AddressRange> taken,
      List<AddressRange> reserved) {}

  /**
   * What the pool should have.
   *
   * @param missing addresses that the subnet lacks; nothing is to be changed then
   * @param waiting addresses too many that are still held
   */
  record Cut(List<AddressRange> ranges, long left, long missing, long waiting) {}

  /** Cuts a pool of {@code wanted} addresses. */
  static Cut cut(Stock stock, long wanted) {
    List<AddressRange> allowed = RangeSet.minus(set(stock.subnet), set(stock.taken));
    List<AddressRange> held =
        set(stock.held.stream().map(held1 -> new AddressRange(held1, held1)).toList());
    List<AddressRange> keep = union(both(set(stock.own), allowed), held);
    long have = size(keep);
    return have <= wanted
        ? grown(keep, RangeSet.minus(allowed, union(keep, stock.reserved)), wanted - have)
        : shrunk(keep, RangeSet.minus(keep, held), have - wanted);
  }

  private static Cut grown(List<AddressRange> keep, List<AddressRange> free, long more) {
    long left = size(free);
    return left < more
        ? new Cut(keep, left, more - left, 0)
        : new Cut(union(keep, lowest(free, more)), left, 0, 0);
  }

  private static Cut shrunk(List<AddressRange> keep, List<AddressRange> unused, long fewer) {
    long possible = Math.min(fewer, size(unused));
    return new Cut(RangeSet.minus(keep, lowest(unused, possible)), 0, 0, fewer - possible);
  }

  /** How many addresses, saturating. */
  static long size(List<AddressRange> ranges) {
    long sum = 0;
    for (AddressRange range : ranges) {
      sum += range.size();
      if (sum < 0) {
        return Long.MAX_VALUE;
      }
    }
    return sum;
  }

  private static List<AddressRange> lowest(List<AddressRange> ranges, long count) {
    List<AddressRange> taken = new ArrayList<>();
    long open = count;
    for (AddressRange range : ranges) {
      if (open == 0) {
        break;
      }
      boolean whole = range.size() <= open;
      taken.add(whole ? range : new AddressRange(range.first(), range.first().plus(open - 1)));
      open -= whole ? range.size() : open;
    }
    return taken;
  }

  private static List<AddressRange> both(List<AddressRange> one, List<AddressRange> other) {
    return RangeSet.minus(one, RangeSet.minus(one, other));
  }

  private static List<AddressRange> union(List<AddressRange> one, List<AddressRange> other) {
    return set(Stream.concat(one.stream(), other.stream()).toList());
  }

  private static List<AddressRange> set(List<AddressRange> ranges) {
    return RangeSet.of(ranges);
  }
}
