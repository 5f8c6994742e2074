package io.gridpool.loadtest.load.fault;

import io.gridpool.loadtest.load.fault.FaultSchedule.Timed;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Cables;
import io.gridpool.loadtest.process.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Does to a grid what a fault says, and undoes it after its time: what it froze goes on, what it
 * cut is plugged in, what it ended is started again.
 */
final class Faults {
  private static final Duration BACK_MAX = Duration.ofMinutes(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  /** A slow API server is stopped nine tenths of the time. */
  private static final double STOPPED_S = 0.45;

  private static final double RUNS_S = 0.05;

  private final Victims victims;
  private final Random random;
  private final Pause pause;

  /**
   * Whom it meets.
   *
   * @param apiPid 0 where the API server cannot be stopped
   * @param network first three numbers of the agents' addresses
   */
  record Victims(LoadGrid grid, long apiPid, String network) {}

  /** Waits; false when the run ends meanwhile. */
  @FunctionalInterface
  interface Pause {
    boolean pause(double seconds);
  }

  Faults(Victims victims, Random random, Pause pause) {
    this.victims = victims;
    this.random = random;
    this.pause = pause;
  }

  /** Returns whom it met, after it is undone; agents may still be starting. */
  String inflict(Timed timed) {
    return switch (timed.fault()) {
      case KILL_LEADER -> kill(leader(), timed);
      case KILL_OTHER -> kill(other(), timed);
      case FREEZE_LEADER -> freeze(leader(), timed);
      case FREEZE_OTHER -> freeze(other(), timed);
      case API_STOP -> onApi(pid -> freeze(pid, timed.lastsS()));
      case API_SLOW -> onApi(pid -> slow(pid, timed));
      case UPDATE -> update();
      case CUT_LEADER -> cut(Cables::cutOff, timed, leader());
      case CUT_OTHER -> cut(Cables::cutOff, timed, other());
      case CUT_TWO -> cut(Cables::cutOff, timed, leader(), other());
      case DEAF_LEADER -> cut(Cables::deafen, timed, leader());
      case DEAF_OTHER -> cut(Cables::deafen, timed, other());
      case MUTE_LEADER -> cut(Cables::mute, timed, leader());
      case MUTE_OTHER -> cut(Cables::mute, timed, other());
      case SLOW_DISK -> slowDisk(any(), timed);
      case POWER_CUT -> powerCut();
    };
  }

  private AgentProcess leader() {
    LoadGrid grid = victims.grid();
    Await.until("a leading agent", BACK_MAX, () -> grid.leader().isPresent());
    return grid.leader().orElse(grid.own().getFirst());
  }

  private AgentProcess other() {
    AgentProcess leader = leader();
    return oneOf(victims.grid().own().stream().filter(agent -> agent != leader).toList());
  }

  private AgentProcess any() {
    return oneOf(victims.grid().own());
  }

  private AgentProcess oneOf(List<AgentProcess> agents) {
    return agents.get(random.nextInt(agents.size()));
  }

  private String kill(AgentProcess agent, Timed timed) {
    agent.kill();
    pause.pause(timed.lastsS());
    victims.grid().start(agent);
    return agent.plan().node();
  }

  private String freeze(AgentProcess agent, Timed timed) {
    freeze(agent.pid(), timed.lastsS());
    return agent.plan().node();
  }

  private void freeze(long pid, double seconds) {
    Signal.send("STOP", pid);
    pause.pause(seconds);
    Signal.send("CONT", pid);
  }

  private String onApi(LongConsumer fault) {
    if (victims.apiPid() == 0) {
      return "the API server is not ours: left out";
    }
    fault.accept(victims.apiPid());
    return "the API server";
  }

  private void slow(long pid, Timed timed) {
    int turns = (int) (timed.lastsS() / (STOPPED_S + RUNS_S));
    for (int i = 0; i < turns; i++) {
      freeze(pid, STOPPED_S);
      if (!pause.pause(RUNS_S)) {
        return;
      }
    }
  }

  private String update() {
    LoadGrid grid = victims.grid();
    grid.turnToOtherBuild();
    for (AgentProcess agent : grid.own()) {
      agent.stop(STOP_MAX);
      grid.start(agent);
      Await.until("the updated agent serves", BACK_MAX, () -> LoadGrid.serves(agent));
    }
    return "all agents in turn, now of " + grid.build();
  }

  private String cut(BiConsumer<Cables, AgentPlan> how, Timed timed, AgentProcess... agents) {
    List<AgentPlan> plans = Arrays.stream(agents).map(AgentProcess::plan).toList();
    try (Cables cables = new Cables(victims.network())) {
      plans.forEach(plan -> how.accept(cables, plan));
      pause.pause(timed.lastsS());
    }
    return plans.stream().map(AgentPlan::node).collect(Collectors.joining(" and "));
  }

  private String slowDisk(AgentProcess agent, Timed timed) {
    victims.grid().slowDisk(agent, true);
    pause.pause(timed.lastsS());
    victims.grid().slowDisk(agent, false);
    return agent.plan().node();
  }

  private String powerCut() {
    victims.grid().powerCut();
    return "all agents";
  }
}
