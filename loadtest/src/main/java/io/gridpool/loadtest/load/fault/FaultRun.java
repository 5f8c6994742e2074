package io.gridpool.loadtest.load.fault;

import io.gridpool.loadtest.load.fault.FaultSchedule.Timed;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
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

  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private final LoadGrid grid;
  private final long apiPid;
  private final DoubleSupplier clock;
  private final Random random;
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
    this.apiPid = apiPid;
    this.clock = clock;
    this.random = new Random(seed);
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
      target = carryOut(timed);
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

  private String carryOut(Timed timed) {
    System.out.printf("  %3.0f s  FAULT %s%n", clock.getAsDouble(), timed);
    return switch (timed.fault()) {
      case KILL_LEADER -> kill(leader(), timed);
      case KILL_OTHER -> kill(other(), timed);
      case FREEZE_LEADER -> freeze(leader(), timed);
      case FREEZE_OTHER -> freeze(other(), timed);
      case API_STOP -> freeze(apiPid, "the API server", timed);
      case UPDATE -> update();
      case POWER_CUT -> powerCut();
    };
  }

  private AgentProcess leader() {
    Await.until("a leading agent", BACK_MAX, () -> grid.leader().isPresent());
    return grid.leader().orElse(grid.own().getFirst());
  }

  private AgentProcess other() {
    AgentProcess leader = leader();
    List<AgentProcess> others = grid.own().stream().filter(agent -> agent != leader).toList();
    return others.get(random.nextInt(others.size()));
  }

  private String kill(AgentProcess agent, Timed timed) {
    agent.kill();
    waitFor(timed.lastsS());
    grid.start(agent);
    return agent.plan().node();
  }

  private String freeze(AgentProcess agent, Timed timed) {
    return freeze(agent.pid(), agent.plan().node(), timed);
  }

  private String freeze(long pid, String name, Timed timed) {
    if (pid == 0) {
      return name + " is not ours: left out";
    }
    signal("STOP", pid);
    waitFor(timed.lastsS());
    signal("CONT", pid);
    return name;
  }

  private String update() {
    for (AgentProcess agent : grid.own()) {
      agent.stop(STOP_MAX);
      grid.start(agent);
      Await.until("the updated agent serves", BACK_MAX, () -> LoadGrid.serves(agent));
    }
    return "all agents in turn";
  }

  private String powerCut() {
    grid.own().forEach(AgentProcess::kill);
    grid.own().forEach(grid::start);
    return "all agents";
  }

  private static void signal(String name, long pid) {
    Command.of("kill", "-" + name, Long.toString(pid)).run().orThrow();
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
