package io.gridpool.ledger.pool;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets of addresses as sorted ranges that neither touch nor overlap. Pure functions. */
public final class RangeSet {
  private RangeSet() {}

  /** The same addresses, sorted, with ranges that touch or overlap made one. */
  public static List<AddressRange> of(List<AddressRange> ranges) {
    List<AddressRange> merged = new ArrayList<>();
    for (AddressRange next : ranges.stream().sorted().toList()) {
      AddressRange last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && touches(last, next)) {
        merged.set(
            merged.size() - 1, new AddressRange(last.first(), max(last.last(), next.last())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /** {@code from} without {@code without}; both as {@link #of} makes them. */
  public static List<AddressRange> minus(List<AddressRange> from, List<AddressRange> without) {
    List<AddressRange> left = new ArrayList<>();
    int cut = 0;
    for (AddressRange range : from) {
      while (cut < without.size() && without.get(cut).last().compareTo(range.first()) < 0) {
        cut++;
      }
      cutOut(range, without, cut, left);
    }
    return left;
  }

  private static void cutOut(
      AddressRange range, List<AddressRange> without, int cut, List<AddressRange> left) {
    Address start = range.first();
    for (int i = cut; i < without.size() && without.get(i).overlaps(range); i++) {
      AddressRange hole = without.get(i);
      if (start.compareTo(hole.first()) < 0) {
        left.add(new AddressRange(start, hole.first().plus(-1)));
      }
      if (hole.last().compareTo(range.last()) >= 0) {
        return;
      }
      start = hole.last().plus(1);
    }
    left.add(new AddressRange(start, range.last()));
  }

  /** The first range both sets have in common; null when they have none. */
  public static @Nullable AddressRange firstShared(List<AddressRange> a, List<AddressRange> b) {
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      AddressRange left = a.get(i);
      AddressRange right = b.get(j);
      if (left.overlaps(right)) {
        return new AddressRange(max(left.first(), right.first()), min(left.last(), right.last()));
      }
      if (left.last().compareTo(right.first()) < 0) {
        i++;
      } else {
        j++;
      }
    }
    return null;
  }

  private static boolean touches(AddressRange last, AddressRange next) {
    return last.overlaps(next)
        || (last.last().family() == next.first().family()
            && last.last().plus(1).equals(next.first()));
  }

  private static Address max(Address a, Address b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Address min(Address a, Address b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
