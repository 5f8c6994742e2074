package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the seat of a process as the record of a formed term wants it: takes one to which it was
 * called, lets go of one that is given away, and does the steward's work where it leads.
 */
final class SimKeeper {
  /** Looks without a leader before the evidence for the next term is looked at. */
  private static final int LEADERLESS_MAX = 6;

  /** Looks without a leader before a seat that is to be removed is let go. */
  private static final int LET_GO_AFTER = 30;

  private final SimWorld world;
  private final int node;
  private final TermStore store;
  private final TermRules rules;
  private final SimSeating seating;
  private final SimSteward steward;
  private int leaderless;

  SimKeeper(SimWorld world, int node, TermRules rules, SimSeating seating) {
    this.world = world;
    this.node = node;
    this.rules = rules;
    this.seating = seating;
    this.store = world.terms().storeOf(node);
    this.steward = new SimSteward(world, node, rules);
  }

  void end() {
    leaderless = 0;
  }

  /** Looks once, if it comes to it: seats are looked at by a thread of their own. */
  void look(SimGroup group) {
    if (world.chance(0.5)) {
      return;
    }
    try {
      store
          .read()
          .filter(now -> now.term().equals(group.term()))
          .ifPresent(now -> look(group, now));
    } catch (TryLaterException | IndeterminateException e) {
      // Looked at again.
    }
  }

  private void look(SimGroup group, TermRecord now) {
    Optional<SeatRecord> own = now.seatsOf("n" + node).stream().findFirst();
    boolean holds = group.holds(node) && !seating.isUnderWay();
    if (own.isEmpty() || (holds && own.get().standing() == Standing.CALLED)) {
      letGo(group);
    } else if (!holds) {
      var _ = seating.take(group, now, own.get());
    } else if (own.get().standing() == Standing.REMOVING && group.leads(node)) {
      group.handOver(node);
    }
    if (steward.leads(group)) {
      steward.work(group, now);
    }
    watch(group, now);
  }

  private void letGo(SimGroup group) {
    group.lose(node);
    seating.end();
  }

  /** Where nobody leads for long, sees to it that the next term can begin. */
  private void watch(SimGroup group, TermRecord now) {
    boolean led = group.holds(node) ? group.leaderFor(node).isPresent() : listens(now);
    leaderless = led ? 0 : leaderless + 1;
    if (leaderless <= LEADERLESS_MAX) {
      return;
    }
    now.seatsOf("n" + node).stream()
        .filter(own -> own.standing() == Standing.REMOVING && group.holds(node))
        .filter(_ -> leaderless > LET_GO_AFTER)
        .forEach(own -> {
          letGo(group);
          rules.testify(now, List.of(own));
        });
    store.read().ifPresent(rules::beginIfProven);
  }

  private boolean listens(TermRecord now) {
    long answering =
        SimTerms.nodesOf(now).stream().filter(other -> world.talk(node, other)).count();
    return answering > now.seats().size() / 2;
  }

  /** Leaves in order where the record allows it; else it just ends. Both are said. */
  void leave(SimGroup group) {
    try {
      store
          .read()
          .filter(now -> now.term().equals(group.term()))
          .ifPresent(now -> leave(group, now));
    } catch (TryLaterException | IndeterminateException e) {
      world.tell("n" + node + " ends without a goodbye: " + e.getMessage());
    }
  }

  private void leave(SimGroup group, TermRecord now) {
    List<SeatRecord> own = now.seatsOf("n" + node);
    rules.decline(now, "n" + node);
    if (group.holds(node) && !own.isEmpty()) {
      try {
        if (rules.announceLeaving(now, own)) {
          handOverAndGo(group);
        }
      } finally {
        letGo(group);
      }
      rules.testify(now, own);
    }
  }

  private void handOverAndGo(SimGroup group) {
    String id = group.idOn(node);
    group.handOver(node);
    group.elect();
    group
        .leaderFor(node)
        .ifPresent(leader -> {
          try {
            group.remove(leader, id);
          } catch (TryLaterException | IndeterminateException e) {
            world.tell("n" + node + " is not let go: " + e.getMessage());
          }
        });
  }
}
