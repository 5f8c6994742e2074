package io.gridpool.agent.sim;

import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TermStore;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * The way of a node's process into its term: forms, joins, or stays outside as the record says, by
 * the product's own rules of naming, testimony and of the next term.
 */
final class SimSeats {
  private final SimWorld world;
  private final int node;
  private final TermStore store;
  private final TermRules rules;
  private final SimSeating seating;
  private final SimKeeper keeper;

  SimSeats(SimWorld world, int node) {
    this.world = world;
    this.node = node;
    this.store = world.terms().storeOf(node);
    this.rules = new TermRules(store, world.fencing(), world.terms().candidatesFor(node));
    this.seating = new SimSeating(world, node, rules);
    this.keeper = new SimKeeper(world, node, rules, seating);
  }

  /** The process has ended, and its memory with it. */
  void end() {
    seating.end();
    keeper.end();
  }

  /** What the process does about seats once it is in its term. */
  void keep(SimGroup group) {
    keeper.look(group);
  }

  /** Leaves in order where the record allows it; else it just ends. */
  void leave(SimGroup group) {
    keeper.leave(group);
  }

  /** The group of the term, once this process may take part in it. */
  Optional<SimGroup> enter() {
    Optional<TermRecord> read = store.read().or(this::first);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    TermRecord record = read.get();
    giveUpAllBut(record);
    List<SeatRecord> own = record.seatsOf("n" + node);
    if (!record.formed()) {
      form(record, own);
      return Optional.empty();
    }
    return own.isEmpty()
        ? Optional.ofNullable(world.terms().group(record.term()))
        : rejoin(record, own);
  }

  private Optional<TermRecord> first() {
    return rules
        .firstSeats()
        .map(seats -> store.createIfAbsent(new TermRecord(new TermId(1, ""), false, seats, "")));
  }

  /** Who formed a group of a term that is over before it was entered, ends its members. */
  private void giveUpAllBut(TermRecord record) {
    for (SimGroup group : world.terms().groups()) {
      boolean recorded = record.formed() && group.term().equals(record.term());
      boolean forming = !record.formed() && group.term().number() == record.term().number();
      if (!recorded && !forming) {
        group.lose(node);
      }
    }
  }

  private void form(TermRecord record, List<SeatRecord> own) {
    if (world.chance(0.01)) {
      rules.renameStuck(record);
    } else if (!own.isEmpty()) {
      SimGroup forming = world.terms().forming(record.term().number());
      if (forming == null || !SimTerms.isWhole(forming, record)) {
        world.terms().form(record, node);
      } else if (forming.leaderFor(node).stream().anyMatch(leader -> leader == node)) {
        open(forming, record);
      }
    }
  }

  /** What a leading seat does with a group of a term that is not recorded as formed. */
  private void open(SimGroup group, TermRecord record) {
    List<Outcome> outcomes = group.commit(node, List.of(new OpenTerm(group.term(), true)));
    if (outcomes.getFirst() instanceof Outcome.TermOpened) {
      List<SeatRecord> seats =
          record.seats().stream()
              .map(seat -> TermRules.withId(seat, group.idOn(SimTerms.nodeOf(seat))))
              .toList();
      var _ = store.replace(TermRules.formed(record, group.term(), seats));
    }
  }

  private Optional<SimGroup> rejoin(TermRecord record, List<SeatRecord> own) {
    SimGroup group = world.terms().group(record.term());
    if (group == null || seating.take(group, record, own.getFirst())) {
      return Optional.ofNullable(group);
    }
    if (world.mutant == Mutant.ONE_TESTIMONY_SUFFICES) {
      store.read().filter(TermRules::hasOneTestimony).ifPresent(rules::begin);
    }
    store.read().ifPresent(rules::beginIfProven);
    return Optional.empty();
  }
}
