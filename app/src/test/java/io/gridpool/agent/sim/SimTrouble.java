package io.gridpool.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What goes wrong, and how it is put right. */
final class SimTrouble {
  private static final int REPAIR = 13;

  private final SimWorld world;
  private final List<SimAgent> agents;
  private final SimPods pods;
  private final Set<Integer> gone = new TreeSet<>();
  private final List<Integer> kinds = new ArrayList<>(List.of(REPAIR));

  SimTrouble(SimWorld world, List<SimAgent> agents, SimPods pods) {
    this.world = world;
    this.agents = agents;
    this.pods = pods;
  }

  /** Another episode has another mixture: what comes alone often is what finds a fault. */
  void mix() {
    kinds.clear();
    for (int kind = 0; kind < REPAIR; kind++) {
      if (world.chance(0.4)) {
        kinds.add(kind);
      }
    }
    for (int each = -1; each < kinds.size() / 4; each++) {
      kinds.add(REPAIR);
    }
  }

  /** Something happens; some of it is good. */
  void next() {
    int node = world.random().nextInt(SimWorld.NODES);
    int other = world.random().nextInt(SimWorld.NODES);
    switch (kinds.get(world.random().nextInt(kinds.size()))) {
      case 0, 1 -> agents.get(node).crash();
      case 2 -> powerCut(node);
      case 3 -> powerCutForAll();
      case 4 -> world.setFrozen(node, world.chance(0.7));
      case 5 -> world.setCut(node, other, true); // one way only
      case 6 -> isolate(node);
      case 7 -> world.setApiAway(world.chance(0.6));
      case 8 -> world.setCutFromApi(node, world.chance(0.7));
      case 9 -> stop(node);
      case 10 -> fence(node);
      case 11 -> agents.get(node).disk().failWrites(1);
      case 12 -> goneForLong(node);
      default -> repair(node, other);
    }
  }

  private void powerCutForAll() {
    if (world.chance(0.3)) {
      for (int each = 0; each < SimWorld.NODES; each++) {
        powerCut(each);
      }
    }
  }

  private void powerCut(int node) {
    world.tell("the power of n" + node + " goes");
    agents.get(node).crash();
    world.setPowered(node, false);
    world.setFrozen(node, false);
    agents.get(node).disk().cutPower();
    pods.powerCut(node);
  }

  /** A machine that others do not wait for. */
  private void goneForLong(int node) {
    if (world.isPowered(node) && gone.isEmpty()) {
      gone.add(node);
      powerCut(node);
    }
  }

  private void isolate(int node) {
    world.tell("n" + node + " is cut off");
    world.setCutFromApi(node, world.chance(0.5));
    for (int other = 0; other < SimWorld.NODES; other++) {
      world.setCut(node, other, true);
      world.setCut(other, node, true);
    }
  }

  private void stop(int node) {
    if (world.acts(node)) {
      try {
        agents.get(node).stop();
      } catch (SimWorld.Crashed e) {
        world.endProcess(e.node);
        world.endProcess(node);
      }
    }
  }

  /** A person, or the cloud, vouches that the machine is off. */
  private void fence(int node) {
    if (!world.isPowered(node) && !world.isFenced(node)) {
      world.tell("n" + node + " is fenced");
      world.fence(node, true);
      pods.forceDelete(node);
    }
  }

  private void repair(int node, int other) {
    world.setCut(node, other, false);
    world.setFrozen(node, false);
    world.setCutFromApi(node, world.chance(0.3) && world.isCutFromApi(node));
    power(node);
    restart();
  }

  private void power(int node) {
    if (!world.isPowered(node) && (!gone.contains(node) || world.chance(0.2))) {
      gone.remove(node);
      world.setPowered(node, true);
      world.fence(node, false);
    }
  }

  /** Kubelets start agents that have ended, where there is power. */
  void restart() {
    for (int node = 0; node < SimWorld.NODES; node++) {
      if (!agents.get(node).runs() && world.isPowered(node)) {
        agents.get(node).start();
      }
    }
  }

  /** Everything is put right. */
  void end() {
    gone.clear();
    world.setApiAway(false);
    for (int node = 0; node < SimWorld.NODES; node++) {
      world.setFrozen(node, false);
      world.setCutFromApi(node, false);
      agents.get(node).disk().failWrites(0);
      power(node);
      for (int other = 0; other < SimWorld.NODES; other++) {
        world.setCut(node, other, false);
      }
    }
    restart();
  }
}
