package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A cluster's life in virtual time: terms, seats, journals, adoption, the mirror and pods together,
 * under crashes, freezes, power cuts, cut cables and an API server that goes away. The rules are
 * the product's own (testimony, next term, adoption, journal, ledger, use cases); the consensus
 * group, the API server and the kubelets are played.
 *
 * <p>A life is a row of episodes of trouble, a day apart on average; after each everything is
 * healed, and then the grid must serve, and ledger and pods must agree.
 */
public final class ClusterSimulation {
  private static final long STEP_MS = 500;
  private static final int TROUBLE_STEPS_MAX = 160;
  private static final int HEAL_STEPS_MAX = 4_000;
  private static final double QUIET_MS_MEAN = 24 * 3_600_000.0;
  private static final long INVARIANTS_EVERY_STEPS = 16;

  private final SimWorld world;
  private final List<SimAgent> agents;
  private final SimPods pods;
  private final SimTrouble trouble;
  private long steps;

  /** A life that {@code seed} determines. */
  public ClusterSimulation(long seed) {
    this(seed, Mutant.NONE);
  }

  /** The same with one rule broken. */
  ClusterSimulation(long seed, Mutant mutant) {
    world = new SimWorld(new Random(seed), mutant);
    agents = IntStream.range(0, SimWorld.NODES).mapToObj(i -> new SimAgent(world, i)).toList();
    pods = new SimPods(world, agents);
    trouble = new SimTrouble(world, agents, pods);
    world.onEnd(node -> agents.get(node).crash());
    agents.forEach(SimAgent::start);
    heal();
  }

  /** One episode of trouble and the recovery from it; throws when a promise is broken. */
  public void episode() {
    int length = 10 + world.random().nextInt(TROUBLE_STEPS_MAX);
    double rate = 0.02 + 0.2 * world.random().nextDouble();
    double restarts = 0.1 * world.random().nextDouble() * world.random().nextDouble();
    world.setCalm(false);
    trouble.mix();
    for (int i = 0; i < length; i++) {
      if (world.chance(rate)) {
        trouble.next();
      }
      if (world.chance(restarts)) {
        trouble.restart();
      }
      step();
    }
    world.setCalm(true);
    heal();
    check();
    double days = -Math.log(1 - world.random().nextDouble());
    world.pass((long) (days * QUIET_MS_MEAN));
  }

  /** Virtual time that has passed, in milliseconds. */
  public long elapsedMs() {
    return world.clockMs();
  }

  /** How many ADDs were answered. */
  public long adds() {
    return pods.adds();
  }

  /** The last things that happened, for who looks into a broken promise. */
  public List<String> story() {
    return world.story();
  }

  private void step() {
    world.pass(STEP_MS);
    if (world.chance(0.3)) {
      pods.change();
    }
    each(node -> agents.get(node).step());
    each(pods::kubelet);
    if (++steps % INVARIANTS_EVERY_STEPS == 0) {
      world.terms().groups().forEach(SimGroup::checkInvariants);
    }
  }

  /** Every node in turn, beginning anywhere; a process that ends on the way has ended. */
  private void each(java.util.function.IntConsumer work) {
    int first = world.random().nextInt(SimWorld.NODES);
    for (int i = 0; i < SimWorld.NODES; i++) {
      try {
        work.accept((first + i) % SimWorld.NODES);
      } catch (SimWorld.Crashed e) {
        agents.get(e.node).crash();
      }
    }
  }

  private void heal() {
    trouble.end();
    for (int i = 0; i < HEAL_STEPS_MAX; i++) {
      step();
      trouble.restart();
      if (i % 8 == 0 && pods.settled() && agrees().isEmpty()) {
        return;
      }
    }
    throw new AssertionError("does not recover: " + agrees() + waiting());
  }

  private String waiting() {
    return " serving: "
        + agents.stream().filter(SimAgent::serves).map(SimAgent::name).toList()
        + " pods settled: "
        + pods.settled()
        + " record: "
        + world.terms().record();
  }

  private void check() {
    String broken = agrees();
    SimPods.require(broken.isEmpty(), broken);
  }

  /** How ledger and pods differ; empty when they agree and every agent serves. */
  private String agrees() {
    if (!agents.stream().allMatch(SimAgent::serves)) {
      return "not every agent serves";
    }
    if (world.terms().record().filter(TermRules::isFull).isEmpty()) {
      return "not every seat is taken";
    }
    try {
      List<Endpoint> held = agents.getFirst().endpoints();
      for (var told : pods.told().entrySet()) {
        boolean same =
            held.stream()
                .anyMatch(endpoint ->
                    endpoint.key().equals(told.getKey())
                        && endpoint.leases().getFirst().cidr().equals(told.getValue()));
        if (!same) {
          return told.getKey() + " was told " + told.getValue() + ", the ledger says otherwise";
        }
      }
      return held.stream()
          .filter(
              endpoint -> !pods.told().containsKey(endpoint.key()) && !pods.isKept(endpoint.key()))
          .map(endpoint -> endpoint.key() + " holds a lease and has no pod")
          .findFirst()
          .orElse("");
    } catch (TryLaterException | IndeterminateException e) {
      return "the ledger does not answer";
    }
  }
}
