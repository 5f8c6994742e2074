package io.gridpool.loadtest.load.fault;

import io.gridpool.loadtest.load.fault.FaultSchedule.Timed;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a schedule beside a scenario, one fault after the other; whatever it froze goes on
 * and whatever it ended is started again before {@link #end} returns.
 */
public final class FaultRun implements AutoCloseable {
  private static final Duration BACK_MAX = Duration.ofMinutes(2);

  /** In place of a time: the agents did not all serve again within the limit. */
  public static final double NOT_BACK = -1;

  private final Faults faults;
  private final LoadGrid grid;
  private final DoubleSupplier clock;
  private final List<Mark> marks = new ArrayList<>();
  private @Nullable Thread thread;
  private volatile boolean closing;

  /**
   * A fault as it happened: seconds since the start, and when all agents served again, or {@link
   * #NOT_BACK}.
   */
  public record Mark(String fault, String target, double atS, double untilS) {}

  /** With what: {@code apiPid} is 0 where the API server cannot be stopped. */
  public FaultRun(LoadGrid grid, long apiPid, long seed, DoubleSupplier clock) {
    this.grid = grid;
    this.clock = clock;
    this.faults =
        new Faults(
            new Faults.Victims(grid, apiPid, grid.network()), new Random(seed), this::waitFor);
  }

  /** Begins; returns at once. */
  public void start(FaultSchedule schedule) {
    if (!schedule.faults().isEmpty()) {
      thread = Thread.ofPlatform().name("faults").start(() -> schedule.faults().forEach(this::at));
    }
  }

  private void at(Timed timed) {
    if (!waitUntil(timed.atS())) {
      return;
    }
    double atS = clock.getAsDouble();
    String target = "";
    double untilS = NOT_BACK;
    try {
      System.out.printf("  %3.0f s  FAULT %s%n", atS, timed);
      target = faults.inflict(timed);
      awaitBack();
      untilS = clock.getAsDouble();
    } catch (IllegalStateException e) {
      System.out.printf("  %3.0f s  FAULT %s: %s%n", clock.getAsDouble(), timed, e.getMessage());
    }
    synchronized (marks) {
      marks.add(new Mark(FaultSchedule.word(timed.fault()), target, atS, untilS));
    }
  }

  private void awaitBack() {
    Await.until(
        "all agents serve again", BACK_MAX, () -> grid.own().stream().allMatch(LoadGrid::serves));
  }

  private boolean waitUntil(double atS) {
    return waitFor(atS - clock.getAsDouble());
  }

  /** False when the run ends meanwhile. */
  private boolean waitFor(double seconds) {
    long endNs = System.nanoTime() + (long) (seconds * 1e9);
    while (!closing && System.nanoTime() - endNs < 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return !closing;
  }

  /** What has happened so far. */
  public List<Mark> marks() {
    synchronized (marks) {
      return List.copyOf(marks);
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Begins no more faults, and waits for the end of the one that is under way. */
  public void end() {
    closing = true;
    Thread running = thread;
    if (running != null) {
      try {
        running.join(BACK_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
