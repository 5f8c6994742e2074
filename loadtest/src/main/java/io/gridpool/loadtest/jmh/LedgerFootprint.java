package io.gridpool.loadtest.jmh;

import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.command.Command;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Arrays;

/**
 * Prints what a lease costs at 1,000,000 leases: bytes of heap, bytes in a snapshot, and how long a
 * freeze takes. One line of JSON.
 */
public final class LedgerFootprint {
  private static final int LEASES = 1_000_000;
  private static final int FREEZES = 101;
  private static final int COMMANDS_BETWEEN = 1_000;
  private static final int FIRST_POD = 10_000_000;

  private LedgerFootprint() {}

  /** Takes no argument. */
  public static void main(String[] arguments) {
    new LoadedLedger(1_000);
    long before = heapUsed();
    LoadedLedger loaded = new LoadedLedger(LEASES);
    long heap = heapUsed() - before;
    long[] freezeNs = freeze(loaded);
    FrozenLedger frozen = loaded.ledger().freeze();
    long encodeStart = System.nanoTime();
    byte[] bytes = frozen.encode();
    long encodeNs = System.nanoTime() - encodeStart;
    long thawStart = System.nanoTime();
    FrozenLedger.decode(bytes).thaw();
    long thawNs = System.nanoTime() - thawStart;
    System.out.printf(
        "{\"leases\": %d, \"heapBytesPerLease\": %.1f, \"snapshotBytesPerLease\": %.1f,"
            + " \"freezeMsMedian\": %.3f, \"freezeMsP95\": %.3f, \"freezeMsMax\": %.3f, \"encodeMs\": %.0f,"
            + " \"decodeAndThawMs\": %.0f}%n",
        LEASES,
        (double) heap / LEASES,
        (double) bytes.length / LEASES,
        freezeNs[FREEZES / 2] / 1e6,
        freezeNs[FREEZES * 95 / 100] / 1e6,
        freezeNs[FREEZES - 1] / 1e6,
        encodeNs / 1e6,
        thawNs / 1e6);
  }

  /** Sorted times; between two freezes a thousand pods come and go. */
  private static long[] freeze(LoadedLedger loaded) {
    long[] times = new long[FREEZES];
    for (int i = 0; i < FREEZES; i++) {
      for (int pod = FIRST_POD; pod < FIRST_POD + COMMANDS_BETWEEN; pod++) {
        Command acquire = LoadedLedger.acquire(pod);
        loaded.apply(acquire);
        loaded.apply(LoadedLedger.release(pod));
        loaded.pass(1);
      }
      long start = System.nanoTime();
      FrozenLedger frozen = loaded.ledger().freeze();
      times[i] = System.nanoTime() - start;
      if (frozen.hashCode() == 0) {
        System.out.println("kept");
      }
    }
    Arrays.sort(times);
    return times;
  }

  private static long heapUsed() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
