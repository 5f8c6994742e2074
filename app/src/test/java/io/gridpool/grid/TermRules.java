package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The rules of terms as their owners call them, without the members behind them. */
public final class TermRules {
  private static final int SEATS = GridSettings.CP_MEMBER_COUNT_MIN;

  private final TermStore store;
  private final Fencing fencing;
  private final Candidates candidates;

  /** Where seats stay on the nodes that they were named on. */
  public TermRules(TermStore store, Fencing fencing) {
    this(store, fencing, Candidates.NONE);
  }

  public TermRules(TermStore store, Fencing fencing, Candidates candidates) {
    this.store = store;
    this.fencing = fencing;
    this.candidates = candidates;
  }

  private Naming naming() {
    return new Naming(SEATS, store, candidates, fencing, Duration.ZERO);
  }

  /** The seats of the first term; empty when too few answer. */
  public Optional<List<SeatRecord>> firstSeats() {
    return naming().firstSeats();
  }

  /** Names the seats of an unformed term anew, as is done when it had its time. */
  public void renameStuck(TermRecord record) {
    Naming naming = naming();
    naming.renameIfStuck(record);
    naming.renameIfStuck(record);
  }

  /** A process that was started anew says so; the simulation itself knows that no other runs. */
  public void testify(TermRecord record, List<SeatRecord> own) {
    new Testimony(store).testifyAtTheEnd(record, own);
  }

  public boolean announceLeaving(TermRecord record, List<SeatRecord> own) {
    return new Testimony(store).announceLeaving(record, own);
  }

  public void decline(TermRecord record, String node) {
    new Testimony(store).decline(record, node);
  }

  public void beginIfProven(TermRecord record) {
    new NextTerm(store, fencing, naming()).beginIfProven(record);
  }

  /** Whether one seat has testified, which proves nothing. */
  public static boolean hasOneTestimony(TermRecord record) {
    return record.formed()
        && record.seats().stream().anyMatch(seat -> seat.standing() == Standing.LOST);
  }

  /** Begins the next term whatever is known: for a rule that is broken on purpose. */
  public void begin(TermRecord record) {
    TermId next = new TermId(record.term().number() + 1, "");
    naming().seatsAfter(record).ifPresent(seats -> store.replace(record.next(next, seats)));
  }

  /** Strikes a seat out whatever is known: for a rule that is broken on purpose. */
  public void strikeOut(TermRecord record, String seatId) {
    record.seats().stream()
        .filter(seat -> seat.seatId().equals(seatId))
        .findFirst()
        .ifPresent(seat -> store.replace(record.without(seat.memberAddress())));
  }

  /** Writes a step of one seat against the record that was read. */
  public void write(TermRecord record, SeatRecord own, UnaryOperator<SeatRecord> change) {
    var _ = store.replace(record.with(own.memberAddress(), change));
  }

  /** The same seat at another step. */
  public static SeatRecord as(SeatRecord seat, Standing standing, String id) {
    return seat.as(standing, id);
  }

  public static boolean mayVote(SeatRecord seat) {
    return seat.standing().mayVote();
  }

  /** Whether all seats take part. */
  public static boolean isFull(TermRecord record) {
    return record.formed()
        && record.seats().size() == SEATS
        && record.seats().stream().allMatch(SeatRecord::isSeated);
  }

  /**
   * What the leading seat sees.
   *
   * @param present nodes that take part in the cluster
   * @param voters ids of the group's members
   * @param answering nodes whose agents answer
   */
  public record View(Set<String> present, Set<String> voters, Set<String> answering) {}

  /** What the steward does next. */
  public sealed interface Move {
    /** Nothing. */
    record Rest() implements Move {}

    /** Write this record. */
    record Write(TermRecord record, String why) implements Move {}

    /** Remove this member from the group. */
    record Remove(String seatId, String why) implements Move {}
  }

  /** The next step of a steward who does not wait; no node is given a second seat. */
  public Move next(TermRecord now, View view) {
    Duration none = Duration.ZERO;
    Steward steward = new Steward(SEATS, new Steward.Patience(none, none, none));
    return switch (steward.next(now, sight(now, view))) {
      case Steward.Step.Rest rest -> new Move.Rest();
      case Steward.Step.Write write -> new Move.Write(write.record(), write.why());
      case Steward.Step.Remove remove -> new Move.Remove(remove.seatId(), remove.why());
    };
  }

  private Steward.Sight sight(TermRecord now, View view) {
    List<SeatRecord> present =
        now.seats().stream().filter(seat -> view.present().contains(seat.node())).toList();
    return new Steward.Sight(
        present.stream()
            .map(seat -> HostPort.parse(seat.memberAddress()))
            .collect(Collectors.toSet()),
        view.voters(),
        "",
        candidates.list().stream()
            .filter(one -> view.answering().contains(one.node()))
            .filter(one -> now.seatsOf(one.node()).isEmpty())
            .toList(),
        now.seats().stream()
            .filter(seat -> view.answering().contains(seat.node()))
            .map(SeatRecord::agentAddress)
            .collect(Collectors.toSet()),
        now.seats().stream()
            .filter(seat -> !present.contains(seat) && fencing.isFenced(seat.node()))
            .map(SeatRecord::node)
            .collect(Collectors.toSet()));
  }

  /** The record once its term has formed. */
  public static TermRecord formed(TermRecord record, TermId term, List<SeatRecord> seats) {
    return record.formed(term, seats);
  }

  /** The seat under the id of a member. */
  public static SeatRecord withId(SeatRecord seat, String id) {
    return seat.withId(id);
  }
}
