package io.gridpool.ledger.pool;

import java.util.function.IntUnaryOperator;

/**
 * Finds rests by who freed them: open addressing over places in the cooldown's arrays, one cell per
 * rest. The keys stay in the cooldown.
 */
final class RestIndex {
  private final int[] cells;
  private final int mask;

  RestIndex(int capacity) {
    cells = new int[capacity * 2];
    mask = cells.length - 1;
  }

  void add(long key, int at) {
    int cell = home(key);
    while (cells[cell] != 0) {
      cell = (cell + 1) & mask;
    }
    cells[cell] = at + 1;
  }

  /** Forgets a rest and closes the gap, so that no search ends early. */
  void remove(int at, long[] keys) {
    int gap = home(keys[at]);
    while (cells[gap] != at + 1) {
      gap = (gap + 1) & mask;
    }
    for (int cell = (gap + 1) & mask; cells[cell] != 0; cell = (cell + 1) & mask) {
      int home = home(keys[cells[cell] - 1]);
      if (((cell - home) & mask) >= ((cell - gap) & mask)) {
        cells[gap] = cells[cell];
        gap = cell;
      }
    }
    cells[gap] = 0;
  }

  /** The lowest rank among the rests of {@code key}; −1 when all rank at the highest number. */
  int oldest(long key, long[] keys, IntUnaryOperator rank) {
    int lowest = Integer.MAX_VALUE;
    for (int cell = home(key); cells[cell] != 0; cell = (cell + 1) & mask) {
      int at = cells[cell] - 1;
      if (keys[at] == key) {
        lowest = Math.min(lowest, rank.applyAsInt(at));
      }
    }
    return lowest == Integer.MAX_VALUE ? -1 : lowest;
  }

  private int home(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & mask;
  }
}
