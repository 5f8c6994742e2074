package io.gridpool.ledger.pool;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Resting slots in the order they were freed, with the end of each rest and who freed it; a ring of
 * arrays. A slot taken from the middle leaves a hole.
 *
 * <p>Invariant: the ends never decrease from head to tail.
 */
final class Cooldown {
  /** Stands where a slot was taken out of order. */
  static final int HOLE = -1;

  private static final int CAPACITY_MIN = 8;

  private int[] slots = new int[CAPACITY_MIN];
  private long[] ends = new long[CAPACITY_MIN];
  private long[] freedBy = new long[CAPACITY_MIN];
  private int head;
  private int span;
  private int resting;
  private boolean shared;
  private RestIndex index = new RestIndex(CAPACITY_MIN);

  /** How many slots rest, those included whose rest is over. */
  int resting() {
    return resting;
  }

  /** How many places are in use, holes included; places count from the head, 0. */
  int span() {
    return span;
  }

  int slotAt(int place) {
    return slots[ringIndex(place)];
  }

  long endAt(int place) {
    return ends[ringIndex(place)];
  }

  long freedByAt(int place) {
    return freedBy[ringIndex(place)];
  }

  void add(int slot, long endMs, long owner) {
    if (span == slots.length) {
      grow();
    }
    own();
    int at = ringIndex(span);
    slots[at] = slot;
    ends[at] = endMs;
    freedBy[at] = owner;
    index.add(owner, at);
    span++;
    resting++;
  }

  /** Takes the slot at a place out. */
  void remove(int place) {
    own();
    index.remove(ringIndex(place), freedBy);
    slots[ringIndex(place)] = HOLE;
    resting--;
    dropHoles();
  }

  /** The place of the oldest usable rest of {@code owner}; −1 when there is none. */
  int oldestOf(long owner, IntPredicate usablePlace) {
    return index.oldest(
        owner, freedBy, at -> usablePlace.test(placeOf(at)) ? placeOf(at) : Integer.MAX_VALUE);
  }

  /** The place of a slot, searched from the oldest on; −1 when it does not rest. */
  int placeOfSlot(int slot) {
    for (int place = 0; place < span; place++) {
      if (slotAt(place) == slot) {
        return place;
      }
    }
    return -1;
  }

  private int placeOf(int at) {
    return (at - head) & (slots.length - 1);
  }

  /** This state for another thread; the next change here copies the arrays first. */
  Cooldown freeze() {
    shared = true;
    Cooldown frozen = new Cooldown();
    frozen.slots = slots;
    frozen.ends = ends;
    frozen.freedBy = freedBy;
    frozen.head = head;
    frozen.span = span;
    frozen.resting = resting;
    frozen.shared = true;
    return frozen;
  }

  private void dropHoles() {
    while (span > 0 && slots[head] == HOLE) {
      head = ringIndex(1);
      span--;
    }
    if (span == 0 && slots.length > CAPACITY_MIN) {
      resize(CAPACITY_MIN);
    }
  }

  private void grow() {
    resize(resting > span / 2 ? slots.length * 2 : slots.length);
  }

  private void resize(int capacity) {
    int[] newSlots = new int[capacity];
    long[] newEnds = new long[capacity];
    long[] newFreedBy = new long[capacity];
    int to = 0;
    for (int place = 0; place < span; place++) {
      if (slotAt(place) != HOLE) {
        newSlots[to] = slotAt(place);
        newEnds[to] = endAt(place);
        newFreedBy[to++] = freedByAt(place);
      }
    }
    slots = newSlots;
    ends = newEnds;
    freedBy = newFreedBy;
    head = 0;
    span = to;
    shared = false;
    index = new RestIndex(capacity);
    for (int place = 0; place < span; place++) {
      index.add(freedBy[place], place);
    }
  }

  private void own() {
    if (shared) {
      slots = Arrays.copyOf(slots, slots.length);
      ends = Arrays.copyOf(ends, ends.length);
      freedBy = Arrays.copyOf(freedBy, freedBy.length);
      shared = false;
    }
  }

  private int ringIndex(int place) {
    return (head + place) & (slots.length - 1);
  }
}
