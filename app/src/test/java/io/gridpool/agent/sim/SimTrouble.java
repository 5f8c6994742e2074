package io.gridpool.agent.sim;

import java.util.List;

/** What goes wrong, and how it is put right. */
final class SimTrouble {
  private final SimWorld world;
  private final List<SimAgent> agents;
  private final SimPods pods;

  SimTrouble(SimWorld world, List<SimAgent> agents, SimPods pods) {
    this.world = world;
    this.agents = agents;
    this.pods = pods;
  }

  /** Something happens; some of it is good. */
  void next() {
    int node = world.random().nextInt(SimWorld.NODES);
    int other = world.random().nextInt(SimWorld.NODES);
    switch (world.random().nextInt(14)) {
      case 0, 1 -> agents.get(node).crash();
      case 2 -> powerCut(node);
      case 3 -> {
        if (world.chance(0.3)) {
          for (int each = 0; each < SimWorld.NODES; each++) {
            powerCut(each);
          }
        }
      }
      case 4 -> world.setFrozen(node, world.chance(0.7));
      case 5 -> world.setCut(node, other, true); // one way only
      case 6 -> isolate(node);
      case 7 -> world.setApiAway(world.chance(0.6));
      case 8 -> world.setCutFromApi(node, world.chance(0.7));
      case 9 -> stop(node);
      case 10 -> fence(node);
      case 11 -> agents.get(node).disk().failWrites(1);
      default -> repair(node, other);
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

  private void isolate(int node) {
    world.tell("n" + node + " is cut off");
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
    power(node);
    restart();
  }

  private void power(int node) {
    if (!world.isPowered(node)) {
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
