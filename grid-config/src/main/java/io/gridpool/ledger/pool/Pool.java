package io.gridpool.ledger.pool;

import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.pool.FreeSlots.Span;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * One pool: its spec, its space, the slots that are taken (leases and rests) and the cursor of
 * next-fit.
 *
 * <p>Invariants: 1. a taken slot is leased or rests, never both. 2. every taken slot lies inside of
 * the space. The bitmap is no part of a snapshot: it follows from leases and rests.
 */
public final class Pool {
  /** The most ended rests one command frees before it looks for an address. */
  static final int SETTLE_MAX = 4_096;

  private final PoolSpec spec;
  private final AddressSpace space;
  private final long specRevision;
  private final RoaringBitmap taken = new RoaringBitmap();
  private final Cooldown cooldown;
  private SlotRanges reserved = SlotRanges.NONE;
  private int cursor;
  private long changedAt;

  /** A pool without leases and rests. */
  public Pool(PoolSpec spec, AddressSpace space, long specRevision) {
    this.spec = spec;
    this.space = space;
    this.specRevision = specRevision;
    cooldown = new Cooldown();
    changedAt = specRevision;
  }

  public PoolSpec spec() {
    return spec;
  }

  public AddressSpace space() {
    return space;
  }

  /** Revision of the last change of the spec. */
  public long specRevision() {
    return specRevision;
  }

  /** Revision of the last change of the spec or the numbers, as far as this replica saw it. */
  public long changedAt() {
    return changedAt;
  }

  /** Remembers that the numbers changed. */
  public void touch(long revision) {
    changedAt = revision;
  }

  /** Where the search for the next free slot begins. */
  public int cursor() {
    return cursor;
  }

  /** Sets where the search begins; below 0 or past the end means the start. */
  public void moveCursor(int slot) {
    cursor = slot < 0 || slot >= space.slots() ? 0 : slot;
  }

  /** Replaces what no lease may use. */
  public void reserve(SlotRanges slots) {
    reserved = slots;
  }

  /** Frees rests that are over, at most {@link #SETTLE_MAX}. */
  public void settle(long nowMs) {
    for (int i = 0; i < SETTLE_MAX && settleOne(nowMs); i++) {}
  }

  private boolean settleOne(long nowMs) {
    if (cooldown.span() == 0 || cooldown.endAt(0) > nowMs) {
      return false;
    }
    clear(cooldown.slotAt(0));
    cooldown.remove(0);
    return true;
  }

  /**
   * The next free slot from {@code start} on, around the end, that is not {@code planned}; −1 when
   * there is none. Frees more ended rests when nothing else is free.
   */
  public int nextFree(int start, IntPredicate planned, long nowMs) {
    int slot = search(start, planned);
    while (slot < 0 && settleOne(nowMs)) {
      slot = search(start, planned);
    }
    return slot;
  }

  private int search(int start, IntPredicate planned) {
    int slot = FreeSlots.first(taken, reserved, new Span(start, space.slots()), planned);
    return slot >= 0 ? slot : FreeSlots.first(taken, reserved, new Span(0, start), planned);
  }

  /** The slot that rests longest and may be used, not {@code planned}; −1 when there is none. */
  public int oldestRest(IntPredicate planned, long nowMs) {
    for (int place = 0; place < cooldown.span(); place++) {
      if (usable(place, planned, nowMs)) {
        return cooldown.slotAt(place);
      }
    }
    return -1;
  }

  /** The slot that {@code owner} freed first and that still rests; −1 when there is none. */
  public int restOf(long owner, IntPredicate planned, long nowMs) {
    int place = cooldown.oldestOf(owner, candidate -> usable(candidate, planned, nowMs));
    return place < 0 ? -1 : cooldown.slotAt(place);
  }

  private boolean usable(int place, IntPredicate planned, long nowMs) {
    int slot = cooldown.slotAt(place);
    return slot != Cooldown.HOLE
        && cooldown.endAt(place) > nowMs
        && !reserved.contains(slot)
        && !planned.test(slot);
  }

  /** Leases a free slot; the next search begins after it. */
  public void lease(int slot) {
    mark(slot);
    moveCursor(slot + 1);
  }

  /**
   * Leases a slot whose rest ends early; {@code owner} is who asks.
   *
   * @return how much of another's rest was left, in milliseconds; 0 where it was its own
   */
  public long leaseFromRest(int slot, long owner, long nowMs) {
    int place = cooldown.oldestOf(owner, candidate -> cooldown.slotAt(candidate) == slot);
    place = place >= 0 ? place : cooldown.placeOfSlot(slot);
    if (place < 0) {
      throw new BrokenInvariantException(
          "pool " + spec.name() + ": " + space.addressOf(slot) + " does not rest");
    }
    boolean own = cooldown.freedByAt(place) == owner;
    long left = own ? 0 : Math.max(0, cooldown.endAt(place) - nowMs);
    cooldown.remove(place);
    return left;
  }

  /** Ends a lease; the slot rests for the pool's time, or is free at once when that is 0. */
  public void free(int slot, long owner, long nowMs) {
    if (!taken.contains(slot)) {
      throw new BrokenInvariantException(
          "pool " + spec.name() + ": " + space.addressOf(slot) + " is leased but not taken");
    }
    if (spec.cooldownMs() == 0) {
      clear(slot);
    } else {
      cooldown.add(slot, nowMs + spec.cooldownMs(), owner);
    }
  }

  /** Whether no lease may use a slot. */
  public boolean isReserved(int slot) {
    return reserved.contains(slot);
  }

  /** Whether a slot is leased or rests. */
  public boolean isTaken(int slot) {
    return taken.contains(slot);
  }

  /** Whether a taken slot rests, also when its rest is over. */
  public boolean rests(int slot) {
    return cooldown.placeOfSlot(slot) >= 0;
  }

  /**
   * Marks a slot as leased without moving the cursor: one asked for, or one that a snapshot or an
   * older spec of this pool knows as leased.
   */
  public void restoreLease(int slot) {
    mark(slot);
  }

  /** Puts a slot to rest that a snapshot or an older spec of this pool knows as resting. */
  public void restoreRest(int slot, long endMs, long owner) {
    mark(slot);
    cooldown.add(slot, endMs, owner);
  }

  private void mark(int slot) {
    if (slot < 0 || slot >= space.slots() || !taken.checkedAdd(slot)) {
      throw new BrokenInvariantException(
          "pool " + spec.name() + ": slot " + slot + " was taken twice or lies outside");
    }
  }

  private void clear(int slot) {
    if (!taken.checkedRemove(slot)) {
      throw new BrokenInvariantException(
          "pool " + spec.name() + ": " + space.addressOf(slot) + " rests but is not taken");
    }
  }

  /** How many slots endpoints hold. */
  public long leased() {
    return taken.getLongCardinality() - cooldown.resting();
  }

  /** What stands against another space for this pool: leases that would lie outside of it. */
  public @Nullable PoolProblem leasesOutside(AddressSpace next) {
    IntPredicate outside = slot -> next.slotOf(space.addressOf(slot)) < 0;
    long count = leasedSlots().stream().filter(outside).count();
    return count == 0
        ? null
        : new PoolProblem.LeasesOutside(count, examples(PoolProblem.EXAMPLES_MAX, outside));
  }

  /** Carries leases, rests and cursor over to the same pool with another spec. */
  public void moveInto(Pool next, long nowMs) {
    leasedSlots()
        .forEach((int slot) -> next.restoreLease(next.space.slotOf(space.addressOf(slot))));
    long latestEndMs = nowMs + next.spec.cooldownMs();
    for (int place = 0; place < cooldown.span(); place++) {
      int slot = cooldown.slotAt(place);
      int nextSlot = slot == Cooldown.HOLE ? -1 : next.space.slotOf(space.addressOf(slot));
      if (nextSlot >= 0) {
        long endMs = Math.min(cooldown.endAt(place), latestEndMs);
        next.restoreRest(nextSlot, endMs, cooldown.freedByAt(place));
      }
    }
    next.moveCursor(cursor < space.slots() ? next.space.slotOf(space.addressOf(cursor)) : 0);
  }

  /** The addresses that endpoints hold, in order, at most {@code limit} of those that match. */
  public List<Address> examples(int limit, IntPredicate match) {
    RoaringBitmap leased = leasedSlots();
    return leased.stream().filter(match).limit(limit).mapToObj(space::addressOf).toList();
  }

  /** Throws {@link BrokenInvariantException} unless exactly {@code found} is leased here. */
  public void verify(RoaringBitmap found) {
    RoaringBitmap leased = leasedSlots();
    if (!leased.equals(found) || leased.getLongCardinality() != leased()) {
      RoaringBitmap wrong = RoaringBitmap.xor(leased, found);
      throw new BrokenInvariantException(
          "pool %s: %d leases found, %d counted, %d slots differ, the first %s"
              .formatted(
                  spec.name(),
                  found.getLongCardinality(),
                  leased(),
                  wrong.getLongCardinality(),
                  wrong.isEmpty() ? "none" : space.addressOf(wrong.first())));
    }
  }

  /** The slots that endpoints hold; a copy. */
  RoaringBitmap leasedSlots() {
    RoaringBitmap leased = taken.clone();
    for (int place = 0; place < cooldown.span(); place++) {
      if (cooldown.slotAt(place) != Cooldown.HOLE) {
        leased.remove(cooldown.slotAt(place));
      }
    }
    return leased;
  }

  /** The pool as a snapshot keeps it, by reference. */
  public FrozenPool freeze() {
    return new FrozenPool(spec, specRevision, cursor, cooldown.freeze());
  }

  /** The pool with its numbers at {@code nowMs}; changes nothing. */
  public PoolState state(long nowMs) {
    long ended = 0;
    long endedFree = 0;
    for (int place = 0; place < cooldown.span() && cooldown.endAt(place) <= nowMs; place++) {
      if (cooldown.slotAt(place) != Cooldown.HOLE) {
        ended++;
        endedFree += reserved.contains(cooldown.slotAt(place)) ? 0 : 1;
      }
    }
    long open = space.slots() - reserved.size();
    long takenOpen = taken.getLongCardinality() - reserved.countIn(taken);
    long cooling = cooldown.resting() - ended;
    return new PoolState(
        spec, space.total(), leased(), cooling, open - takenOpen + endedFree, specRevision);
  }
}
