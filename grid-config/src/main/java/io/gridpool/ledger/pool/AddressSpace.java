package io.gridpool.ledger.pool;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of a pool as numbers: slot n is the n-th address of its ranges minus its
 * exclusions. Nothing is materialised; immutable.
 *
 * <p>Only the first {@link #SLOTS_MAX} addresses have a slot; a pool leases from those alone.
 */
public final class AddressSpace {
  /** The most slots of a pool: 2^31 − 1. */
  public static final int SLOTS_MAX = Integer.MAX_VALUE;

  private final List<AddressRange> ranges;
  private final long[] starts;
  private final long total;

  private AddressSpace(List<AddressRange> ranges) {
    this.ranges = List.copyOf(ranges);
    starts = new long[ranges.size()];
    long sum = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = sum;
      sum += ranges.get(i).size();
      sum = sum < 0 ? Long.MAX_VALUE : sum;
    }
    total = sum;
  }

  /** The space of a pool; reservations are kept apart. */
  public static AddressSpace of(PoolSpec spec) {
    return new AddressSpace(
        RangeSet.minus(RangeSet.of(spec.ranges()), RangeSet.of(spec.excluded())));
  }

  /** The addresses as sorted ranges. */
  public List<AddressRange> ranges() {
    return ranges;
  }

  /** How many addresses there are, saturating at {@link Long#MAX_VALUE}. */
  public long total() {
    return total;
  }

  /** How many slots there are. */
  public int slots() {
    return (int) Math.min(total, SLOTS_MAX);
  }

  /** The slot of an address; −1 when it has none. */
  public int slotOf(Address address) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      AddressRange range = ranges.get(middle);
      if (address.compareTo(range.first()) < 0) {
        high = middle - 1;
      } else if (address.compareTo(range.last()) > 0) {
        low = middle + 1;
      } else {
        return slotIn(middle, address);
      }
    }
    return -1;
  }

  private int slotIn(int range, Address address) {
    long distance = address.distanceFrom(ranges.get(range).first());
    long slot = starts[range] + distance;
    return distance >= SLOTS_MAX || slot < 0 || slot >= SLOTS_MAX ? -1 : (int) slot;
  }

  /** The address of a slot, 0 to {@link #slots()} − 1. */
  public Address addressOf(int slot) {
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= slot) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ranges.get(low).first().plus(slot - starts[low]);
  }

  /** The slots of those of the given addresses that lie here; the ranges sorted and merged. */
  public SlotRanges slotsOf(List<AddressRange> others) {
    List<int[]> slots = new ArrayList<>();
    for (int i = 0; i < starts.length && starts[i] < SLOTS_MAX; i++) {
      for (AddressRange other : others) {
        if (other.overlaps(ranges.get(i))) {
          addSlots(i, other, slots);
        }
      }
    }
    return SlotRanges.of(slots);
  }

  private void addSlots(int i, AddressRange other, List<int[]> slots) {
    AddressRange range = ranges.get(i);
    long from =
        other.first().compareTo(range.first()) <= 0
            ? starts[i]
            : saturated(starts[i], other.first().distanceFrom(range.first()));
    long to =
        other.last().compareTo(range.last()) >= 0
            ? saturated(starts[i], range.last().distanceFrom(range.first()))
            : saturated(starts[i], other.last().distanceFrom(range.first()));
    if (from < SLOTS_MAX) {
      slots.add(new int[] {(int) from, (int) Math.min(to, SLOTS_MAX - 1)});
    }
  }

  private static long saturated(long start, long distance) {
    long sum = start + distance;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
