package io.gridpool.ledger.pool;

import java.util.function.IntPredicate;
import org.roaringbitmap.RoaringBitmap;

/** The search for a slot that is neither taken nor reserved nor planned. */
final class FreeSlots {
  private FreeSlots() {}

  /** Slots from {@code from} up to, not including, {@code to}. */
  record Span(int from, int to) {}

  /** The first one; −1 when there is none. */
  static int first(RoaringBitmap taken, SlotRanges reserved, Span span, IntPredicate planned) {
    int slot = span.from;
    while (slot < span.to) {
      int absent = (int) Math.min(taken.nextAbsentValue(slot), AddressSpace.SLOTS_MAX);
      int open = absent < span.to ? reserved.skip(absent) : absent;
      if (open == absent && open < span.to && !planned.test(open)) {
        return open;
      }
      slot = open == absent ? open + 1 : open;
      if (slot < 0 || absent >= span.to) {
        return -1;
      }
    }
    return -1;
  }
}
