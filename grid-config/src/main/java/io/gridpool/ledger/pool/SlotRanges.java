package io.gridpool.ledger.pool;

import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Sorted ranges of slots, both ends included; immutable. */
public final class SlotRanges {
  /** No slot. */
  public static final SlotRanges NONE = new SlotRanges(new int[0], new int[0]);

  private final int[] firsts;
  private final int[] lasts;

  private SlotRanges(int[] firsts, int[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
  }

  /** Ranges as {first, last} that are sorted and do not overlap. */
  static SlotRanges of(List<int[]> ranges) {
    return ranges.isEmpty()
        ? NONE
        : new SlotRanges(
            ranges.stream().mapToInt(range -> range[0]).toArray(),
            ranges.stream().mapToInt(range -> range[1]).toArray());
  }

  /** Whether the slot lies inside. */
  public boolean contains(int slot) {
    int range = lastStartingAt(slot);
    return range >= 0 && slot <= lasts[range];
  }

  /** The first slot from {@code slot} on that lies outside. */
  int skip(int slot) {
    int range = lastStartingAt(slot);
    return range >= 0 && slot <= lasts[range] ? lasts[range] + 1 : slot;
  }

  /** How many slots lie inside. */
  long size() {
    long sum = 0;
    for (int i = 0; i < firsts.length; i++) {
      sum += lasts[i] - firsts[i] + 1L;
    }
    return sum;
  }

  /** How many of the bitmap's slots lie inside. */
  long countIn(RoaringBitmap bitmap) {
    long sum = 0;
    for (int i = 0; i < firsts.length; i++) {
      sum += bitmap.rangeCardinality(firsts[i], lasts[i] + 1L);
    }
    return sum;
  }

  private int lastStartingAt(int slot) {
    int low = 0;
    int high = firsts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (firsts[middle] <= slot) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
