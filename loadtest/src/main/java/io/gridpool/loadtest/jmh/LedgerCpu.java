package io.gridpool.loadtest.jmh;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Release;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Prints commands per second of one core's time beside resident leases: the same work as {@link
 * LedgerCommands}, measured by the thread's own clock, so that a busy machine shows less. The sizes
 * take turns, so that what the machine does meanwhile meets all of them. One line of JSON each.
 */
public final class LedgerCpu {
  private static final int[] RESIDENT = {1_000, 100_000, 1_000_000};
  private static final int PODS = 4_096;
  private static final int FIRST_POD = 10_000_000;
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 15;
  private static final int PAIRS = 100_000;
  private static final long STEP_MS = 30;

  private LedgerCpu() {}

  /** Takes no argument. */
  public static void main(String[] arguments) {
    Acquire[] acquires = new Acquire[PODS];
    Release[] releases = new Release[PODS];
    for (int pod = 0; pod < PODS; pod++) {
      acquires[pod] = LoadedLedger.acquire(FIRST_POD + pod);
      releases[pod] = LoadedLedger.release(FIRST_POD + pod);
    }
    LoadedLedger[] loaded =
        Arrays.stream(RESIDENT).mapToObj(LoadedLedger::new).toArray(LoadedLedger[]::new);
    long[][] perSecond = new long[RESIDENT.length][ROUNDS];
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (int size = 0; size < RESIDENT.length; size++) {
        long found = round(loaded[size], acquires, releases);
        if (round >= 0) {
          perSecond[size][round] = found;
        }
      }
    }
    for (int size = 0; size < RESIDENT.length; size++) {
      Arrays.sort(perSecond[size]);
      System.out.printf(
          "{\"resident\": %d, \"commandsPerCpuSecondMedian\": %d, \"least\": %d, \"most\": %d}%n",
          RESIDENT[size],
          perSecond[size][ROUNDS / 2],
          perSecond[size][0],
          perSecond[size][ROUNDS - 1]);
    }
  }

  private static long round(LoadedLedger loaded, Acquire[] acquires, Release[] releases) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < PAIRS; i++) {
      loaded.pass(STEP_MS);
      loaded.apply(acquires[i & (PODS - 1)]);
      loaded.apply(releases[i & (PODS - 1)]);
    }
    return 2L * PAIRS * 1_000_000_000L / (threads.getCurrentThreadCpuTime() - start);
  }
}
