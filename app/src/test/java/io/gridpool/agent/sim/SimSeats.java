package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The way of a node's process into its term: forms, joins, or stays outside as the record says, by
 * the product's own rules of testimony and of the next term.
 */
final class SimSeats {
  private static final List<SeatRecord> PLANNED =
      IntStream.range(0, SimWorld.SEATS)
          .mapToObj(
              i -> new SeatRecord("n" + i, "10.9.0." + i + ":5701", "10.9.0." + i + ":5711", ""))
          .toList();

  private final SimWorld world;
  private final int node;
  private final TermStore store;
  private final TermRules rules;

  SimSeats(SimWorld world, int node) {
    this.world = world;
    this.node = node;
    this.store = world.storeOf(node);
    this.rules = new TermRules(store, world.fencing());
  }

  /** The group of the term, once this process may take part in it. */
  Optional<SimGroup> enter() {
    TermRecord record =
        store
            .read()
            .orElseGet(
                () -> store.createIfAbsent(new TermRecord(new TermId(1, ""), false, PLANNED, "")));
    giveUpAllBut(record);
    List<SeatRecord> own =
        record.seats().stream().filter(seat -> seat.node().equals("n" + node)).toList();
    if (own.isEmpty()) {
      return record.formed() ? Optional.ofNullable(world.group(record.term())) : Optional.empty();
    }
    return record.formed() ? rejoin(record, own) : form(record);
  }

  /** Who formed a group of a term that is over before it was entered, ends its members. */
  private void giveUpAllBut(TermRecord record) {
    for (SimGroup group : world.groups()) {
      if (group.term().number() != record.term().number()) {
        group.lose(node);
      }
    }
  }

  private Optional<SimGroup> form(TermRecord record) {
    SimGroup forming = world.forming(record.term().number());
    if (forming == null || !world.isWhole(forming)) {
      world.form(record);
      return Optional.empty();
    }
    forming.elect();
    if (forming.leads(node)) {
      open(forming, record);
    }
    return Optional.empty();
  }

  /** What a leading seat does with a group of a term that is not recorded as formed. */
  private void open(SimGroup group, TermRecord record) {
    List<Outcome> outcomes = group.commit(node, List.of(new OpenTerm(group.term(), true)));
    if (outcomes.getFirst() instanceof Outcome.TermOpened) {
      List<SeatRecord> seats =
          record.seats().stream().map(seat -> TermRules.withId(seat, world.nextId())).toList();
      var _ = store.replace(TermRules.formed(record, group.term(), seats));
    }
  }

  private Optional<SimGroup> rejoin(TermRecord record, List<SeatRecord> own) {
    SimGroup group = world.group(record.term());
    if (group != null && group.holds(node)) {
      return Optional.of(group); // it formed the term
    }
    rules.testify(record, own);
    if (group != null && join(group, record, own)) {
      return Optional.of(group);
    }
    if (world.mutant == Mutant.ONE_TESTIMONY_SUFFICES) {
      store.read().filter(TermRules::hasOneTestimony).ifPresent(rules::begin);
    }
    store.read().ifPresent(rules::beginIfProven);
    return Optional.empty();
  }

  private boolean join(SimGroup group, TermRecord record, List<SeatRecord> own) {
    Optional<TermRecord> now = store.read().filter(r -> r.term().equals(record.term()));
    boolean door =
        now.stream()
            .flatMap(r -> r.seats().stream())
            .filter(seat -> seat.standing() != Standing.LOST && !own.contains(seat))
            .map(seat -> Integer.parseInt(seat.node().substring(1)))
            .anyMatch(other -> group.holds(other) && world.talk(node, other));
    group.elect();
    Optional<Integer> leader =
        IntStream.range(0, SimWorld.SEATS)
            .boxed()
            .filter(seat -> group.leads(seat) && world.talk(node, seat))
            .findFirst();
    if (!door || leader.isEmpty()) {
      return false;
    }
    try {
      var _ =
          group.ask(leader.get(), new Query.ReadStatus()); // the seats name their group by majority
      rules.withdraw(record, own);
      return take(group, leader.get(), record, own.getFirst());
    } catch (TryLaterException | IndeterminateException e) {
      group.lose(node);
      return false;
    }
  }

  private boolean take(SimGroup group, int leader, TermRecord record, SeatRecord own) {
    world.mayCrash(node);
    if (group.isMember(node)) {
      group.remove(leader, node);
    }
    world.mayCrash(node);
    group.add(leader, node);
    world.mayCrash(node);
    if (!rules.seated(record, own, world.nextId())) {
      group.lose(node);
      return false;
    }
    return true;
  }

  /** Leaves in order where the record allows it; else it just ends. */
  void leave(SimGroup group) {
    try {
      Optional<TermRecord> record = store.read().filter(now -> now.term().equals(group.term()));
      List<SeatRecord> own =
          record.stream()
              .flatMap(now -> now.seats().stream())
              .filter(seat -> seat.node().equals("n" + node))
              .toList();
      if (record.isPresent() && !own.isEmpty() && rules.announceLeaving(record.get(), own)) {
        group.handOver(node);
        group.elect();
        IntStream.range(0, SimWorld.SEATS)
            .filter(seat -> seat != node && group.leads(seat) && world.talk(node, seat))
            .findFirst()
            .ifPresent(seat -> group.remove(seat, node));
        group.lose(node);
        rules.testify(record.get(), own);
      }
    } catch (TryLaterException | IndeterminateException e) {
      world.tell("n" + node + " ends without a goodbye: " + e.getMessage());
    }
  }
}
