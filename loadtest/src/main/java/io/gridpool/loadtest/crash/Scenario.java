package io.gridpool.loadtest.crash;

import io.gridpool.fault.FaultPoint.Way;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Leads a cluster to one point, lets the process end there, and starts it again. */
final class Scenario {
  private static final Duration FALL_LIMIT = Duration.ofSeconds(60);
  private static final Duration WORK_LIMIT = Duration.ofMinutes(3);
  private static final int ADDS_MAX = 40;

  private final CrashCluster cluster;
  private final CrashCase wanted;
  private final int turn;

  Scenario(CrashCluster cluster, CrashCase wanted, int turn) {
    this.cluster = cluster;
    this.wanted = wanted;
    this.turn = turn;
  }

  /** Returns when every agent serves again; throws when the point was not reached. */
  void run() {
    if (wanted.point().way() == Way.FORMATION) {
      someFallAtTheStart();
    } else {
      lead(cluster.follower(turn));
    }
    cluster.startAll();
    cluster.awaitReady();
  }

  private void lead(AgentProcess follower) {
    switch (wanted.point().way()) {
      case ADD, MIRROR -> fallsWhile(follower, () -> add(follower));
      case ADD_AT_LEADER, MIRROR_AT_LEADER -> fallsWhile(cluster.leader(), () -> add(follower));
      case DEL -> fallsWhile(follower, () -> del(follower));
      case UNMIRROR -> {
        Sandbox mirrored = mirrored(ordinary(follower));
        fallsWhile(follower, () -> cluster.pods().end(mirrored));
      }
      case QUEUED_DEL -> fallsWhile(follower, () -> delWithoutTheLedger(follower));
      case RECLAIM -> someFallWhile(() -> cluster.pods().vanish(ordinary(follower)));
      case POOL -> someFallWhile(() -> cluster.createPool(turn));
      case START, RETURN -> fallsAtItsStart(follower);
      case REPLACEMENT -> fallsWhile(cluster.leader(), follower::kill);
      // The same node may lead the next term; another one leads only when its process ends.
      case NEXT_LEADER -> someFallWhile(() -> cluster.leader().kill());
      case COMPACTION -> {
        follower.kill();
        FullJournal.write(follower.plan());
        cluster.start(follower);
        cluster.awaitReady();
        fallsWhile(follower, () -> addMany(follower));
      }
      case NEXT_TERM -> {
        cluster.agents().forEach(AgentProcess::kill);
        someFallAtTheStart();
      }
      case FORMATION -> someFallAtTheStart();
    }
  }

  private void fallsWhile(AgentProcess victim, Runnable work) {
    Trapped.arm(victim, wanted);
    CompletableFuture<Void> working = CompletableFuture.runAsync(work, Thread::startVirtualThread);
    awaitFall(List.of(victim));
    cluster.startAll();
    working.orTimeout(WORK_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void fallsAtItsStart(AgentProcess victim) {
    victim.kill();
    Trapped.arm(victim, wanted);
    cluster.start(victim);
    awaitFall(List.of(victim));
  }

  private void someFallAtTheStart() {
    someFallWhile(cluster::startAll);
  }

  /** Nobody can say which agent gets there; the first ends the danger for the others. */
  private void someFallWhile(Runnable work) {
    cluster.agents().forEach(agent -> Trapped.arm(agent, wanted));
    work.run();
    awaitFall(cluster.agents());
    cluster.agents().forEach(Trapped::disarm);
  }

  private void awaitFall(List<AgentProcess> candidates) {
    Await.until(
        wanted.order() + " is reached",
        FALL_LIMIT,
        () -> candidates.stream().anyMatch(Trapped::met));
    cluster.powerGoes();
  }

  private void add(AgentProcess on) {
    cluster.pods().start("added-" + turn, on.plan().node());
  }

  private void addMany(AgentProcess on) {
    for (int i = 0; i < ADDS_MAX && !Trapped.met(on); i++) {
      cluster.pods().start("added-" + turn + "-" + i, on.plan().node());
    }
  }

  private void del(AgentProcess on) {
    cluster.pods().end(ordinary(on));
  }

  /** The pod of this node that came last; there is always one more than the stateful one. */
  private Sandbox ordinary(AgentProcess on) {
    return cluster.pods().live().values().stream()
        .filter(sandbox -> sandbox.pod().node().equals(on.plan().node()))
        .filter(sandbox -> !sandbox.pod().name().startsWith(CrashCluster.STATEFUL_SET))
        .findFirst()
        .orElseGet(() -> cluster.pods().start("spare-" + turn, on.plan().node()));
  }

  /** A pod whose endpoint is in the API server, so that there is something to delete. */
  private Sandbox mirrored(Sandbox sandbox) {
    Await.until(
        "the endpoint of " + sandbox.pod().name(),
        FALL_LIMIT,
        () -> cluster.isMirrored(sandbox.pod()));
    return sandbox;
  }

  /** The ledger does not answer while two of three processes are frozen. */
  private void delWithoutTheLedger(AgentProcess on) {
    Sandbox sandbox = ordinary(on);
    List<AgentProcess> others = cluster.agents().stream().filter(agent -> agent != on).toList();
    others.forEach(agent -> signal("STOP", agent));
    try {
      cluster.pods().end(sandbox);
    } finally {
      others.stream().filter(AgentProcess::alive).forEach(agent -> signal("CONT", agent));
    }
  }

  private static void signal(String name, AgentProcess agent) {
    // One whose power went meanwhile needs none.
    var _ = Command.of("kill", "-" + name, String.valueOf(agent.pid())).run();
  }
}
