package io.gridpool.agent.sim;

import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TermRules.Move;
import io.gridpool.grid.TermStore;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The steward's work on the leading seat: asks the product's steward what is next, and does it. It
 * waits for nothing itself; so it is asked now and then only, and its waits are of any length.
 */
final class SimSteward {
  private final SimWorld world;
  private final int node;
  private final TermStore store;
  private final TermRules rules;

  SimSteward(SimWorld world, int node, TermRules rules) {
    this.world = world;
    this.node = node;
    this.rules = rules;
    this.store = world.terms().storeOf(node);
  }

  boolean leads(SimGroup group) {
    return group.leads(node) && group.leaderFor(node).stream().anyMatch(leader -> leader == node);
  }

  /** Takes the next step, now and then. */
  void work(SimGroup group, TermRecord now) {
    if (!world.chance(world.stewardRate())) {
      return;
    }
    Set<String> voters = new TreeSet<>(group.voters(node).keySet());
    TermRules.View view =
        new TermRules.View(
            names(other -> group.holds(other) && takesPart(other)),
            voters,
            names(other -> world.talk(node, other)));
    switch (rules.next(now, view)) {
      case Move.Rest rest -> {}
      case Move.Write write -> {
        world.tell("n" + node + ", the steward: " + write.why());
        var _ = store.replace(write.record());
      }
      case Move.Remove remove -> remove(group, now, remove);
    }
  }

  /** The cluster notices a while later who is gone, and who is back. */
  private boolean takesPart(int other) {
    return world.talk(node, other) || world.chance(0.3);
  }

  private static Set<String> names(IntPredicate which) {
    return IntStream.range(0, SimWorld.NODES)
        .filter(which)
        .mapToObj(each -> "n" + each)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void remove(SimGroup group, TermRecord now, Move.Remove remove) {
    world.tell("n" + node + ", the steward: " + remove.why());
    if (world.mutant == Mutant.STRUCK_OUT_UNREMOVED) {
      rules.strikeOut(now, remove.seatId());
    } else {
      world.mayCrash(node);
      group.remove(node, remove.seatId());
      world.mayCrash(node);
    }
  }
}
