package io.gridpool.loadtest.crash;

import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Cables;
import io.gridpool.loadtest.process.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Pods come and go while something is done to the grid; then everything is put right. */
final class TroubleRun {
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final Duration WORK_LIMIT = Duration.ofMinutes(3);
  private static final long FLAP_NS = 1_000_000_000L;

  private final CrashCluster cluster;
  private final Trouble trouble;
  private final int turn;

  TroubleRun(CrashCluster cluster, Trouble trouble, int turn) {
    this.cluster = cluster;
    this.trouble = trouble;
    this.turn = turn;
  }

  /** Returns when every agent serves again and every call was answered. */
  void run(Cables cables) {
    AgentProcess leader = cluster.leader();
    AgentProcess follower = cluster.follower(turn);
    switch (trouble) {
      case STARTED_WITHOUT_API_SERVER -> new StartTrouble(cluster, follower).withoutApiServer();
      case BACK_BEFORE_API_SERVER -> new StartTrouble(cluster, follower).beforeTheApiServer();
      case SEAT_OUT_OF_MEMORY -> new StartTrouble(cluster, follower).withoutMemory();
      case JOURNAL_FULL -> new DiskTrouble(cluster, follower).full();
      case JOURNAL_READ_ONLY -> new DiskTrouble(cluster, follower).readOnly();
      default -> amidWork(cables, leader, follower);
    }
    cluster.awaitReady();
  }

  private void amidWork(Cables cables, AgentProcess leader, AgentProcess follower) {
    List<CompletableFuture<Void>> work = work();
    try (cables) {
      switch (trouble) {
        case LEADER_FROZEN -> frozen(List.of(leader.pid()));
        case FOLLOWER_FROZEN -> frozen(List.of(follower.pid()));
        case TWO_SEATS_FROZEN -> frozen(List.of(leader.pid(), follower.pid()));
        case API_SERVER_FROZEN -> frozen(List.of(cluster.apiPid()));
        case API_SERVER_CUT_OFF -> during(() -> cables.cutOff(cluster.apiAddress()));
        case LEADER_CUT_OFF -> during(() -> cables.cutOff(leader.plan()));
        case FOLLOWER_CUT_OFF -> during(() -> cables.cutOff(follower.plan()));
        case LEADER_DEAF -> during(() -> cables.deafen(leader.plan()));
        case LEADER_FLAPS -> flaps(cables, leader);
        default -> throw new IllegalStateException(trouble + " is not made amid work");
      }
    }
    CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0]))
        .orTimeout(WORK_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** A few callers at once on each node; each gives its pod other sandboxes, or another pod. */
  private List<CompletableFuture<Void>> work() {
    long endNs = System.nanoTime() + LENGTH.toNanos();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (AgentProcess agent : cluster.agents()) {
      String node = agent.plan().node();
      Sandbox first = cluster.pods().start("busy-" + turn + "-" + node, node);
      all.add(CompletableFuture.runAsync(() -> churn(first, endNs), Thread::startVirtualThread));
    }
    return all;
  }

  private void churn(Sandbox first, long endNs) {
    Sandbox now = first;
    for (int i = 0; System.nanoTime() < endNs; i++) {
      if (!trouble.sparesApiServer() || i % 2 == 0) {
        now = cluster.pods().replace(now);
      } else {
        cluster.pods().end(now);
        now = cluster.pods().start(first.pod().name() + "-" + i, first.pod().node());
      }
    }
  }

  private static void frozen(List<Long> pids) {
    try {
      during(() -> pids.forEach(pid -> Signal.send("STOP", pid)));
    } finally {
      pids.forEach(pid -> Signal.send("CONT", pid));
    }
  }

  private static void during(Runnable begin) {
    begin.run();
    long endNs = System.nanoTime() + LENGTH.toNanos();
    Await.until("the end of it", LENGTH.multipliedBy(2), () -> System.nanoTime() > endNs);
  }

  private static void flaps(Cables cables, AgentProcess agent) {
    long endNs = System.nanoTime() + LENGTH.toNanos();
    boolean[] cut = new boolean[1];
    long[] turnNs = {System.nanoTime()};
    Await.until(
        "the end of it",
        LENGTH.multipliedBy(2),
        () -> {
          if (System.nanoTime() > turnNs[0]) {
            turnNs[0] += FLAP_NS;
            cut[0] = !cut[0];
            if (cut[0]) {
              cables.cutOff(agent.plan());
            } else {
              cables.close();
            }
          }
          return System.nanoTime() > endNs;
        });
  }
}
