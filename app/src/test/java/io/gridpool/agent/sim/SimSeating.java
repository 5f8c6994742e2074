package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TryLaterException;
import java.util.List;

/**
 * The way of a process to the seat that the record names for it, one step at a time, each written
 * before it is made: the counterpart of the product's joining and seating.
 */
final class SimSeating {
  private final SimWorld world;
  private final int node;
  private final TermRules rules;

  /** The member that has joined and has no seat yet; empty without one. */
  private String joined = "";

  private long joinedTo;

  SimSeating(SimWorld world, int node, TermRules rules) {
    this.world = world;
    this.node = node;
    this.rules = rules;
  }

  void end() {
    joined = "";
  }

  boolean isUnderWay() {
    return !joined.isEmpty();
  }

  /** One step; whether the seat is taken. */
  boolean take(SimGroup group, TermRecord record, SeatRecord entry) {
    if (joinedTo != record.term().number()) {
      end();
    }
    if (!isUnderWay() && isTaken(group, entry)) {
      return true; // it formed the term
    }
    if (!isUnderWay()) {
      group.lose(node);
      join(group, record, entry);
      return false;
    }
    if (world.chance(0.01)) {
      giveUp(group, record, entry);
      return false;
    }
    try {
      return world.chance(world.seatingRate()) && advance(group, record, entry);
    } catch (IndeterminateException e) {
      return false;
    }
  }

  private boolean isTaken(SimGroup group, SeatRecord entry) {
    return entry.standing() == Standing.SEATED
        && group.holds(node)
        && group.idOn(node).equals(entry.seatId());
  }

  /** A process that begins anew says so, and is let in by a seat that answers. */
  private void join(SimGroup group, TermRecord record, SeatRecord entry) {
    rules.testify(record, List.of(entry));
    boolean door =
        record.seats().stream()
            .filter(seat -> !seat.equals(entry) && TermRules.mayVote(seat))
            .map(SimTerms::nodeOf)
            .anyMatch(other -> group.holds(other) && world.talk(node, other));
    if (door && group.leaderFor(node).isPresent()) {
      joined = world.terms().nextId();
      joinedTo = record.term().number();
    }
  }

  /** What was begun ends with what is known: nothing is held here. */
  void giveUp(SimGroup group, TermRecord record, SeatRecord entry) {
    group.lose(node);
    joined = "";
    rules.testify(record, List.of(entry));
  }

  private boolean advance(SimGroup group, TermRecord record, SeatRecord entry) {
    switch (entry.standing()) {
      case LOST -> {
        var _ = group.voters(group.requireLeader(node));
        rules.write(record, entry, seat -> TermRules.as(seat, Standing.VACANT, seat.seatId()));
      }
      case VACANT, CALLED -> {
        removePredecessor(group);
        if (world.mutant == Mutant.PROMOTED_BEFORE_IT_IS_WRITTEN) {
          promote(group, record, entry);
        } else {
          rules.write(record, entry, seat -> TermRules.as(seat, Standing.TAKING, ""));
        }
      }
      case TAKING -> promote(group, record, entry);
      case SEATED -> {
        return seated(group, record, entry);
      }
      case LEAVING, REMOVING -> giveUp(group, record, entry);
    }
    return false;
  }

  private boolean seated(SimGroup group, TermRecord record, SeatRecord entry) {
    boolean taken = isTaken(group, entry) && entry.seatId().equals(joined);
    if (taken) {
      joined = "";
    } else {
      rules.write(record, entry, seat -> TermRules.as(seat, Standing.LOST, seat.seatId()));
    }
    return taken;
  }

  private void removePredecessor(SimGroup group) {
    int leader = group.requireLeader(node);
    group
        .voters(leader)
        .forEach((id, on) -> {
          if (on == node && !id.equals(joined)) {
            world.mayCrash(node);
            group.remove(leader, id);
            world.mayCrash(node);
          }
        });
  }

  private void promote(SimGroup group, TermRecord record, SeatRecord entry) {
    if (group.votes(node)) {
      rules.write(record, entry, seat -> TermRules.as(seat, Standing.SEATED, joined));
    } else {
      int leader = group.requireLeader(node);
      if (group.voters(leader).size() >= SimWorld.SEATS
          && !group.voters(leader).containsKey(joined)) {
        world.tell("n" + node + " finds no room in " + group.voters(leader));
        throw new TryLaterException("there is no room");
      }
      world.mayCrash(node);
      group.add(leader, node, joined);
      world.mayCrash(node);
    }
  }
}
