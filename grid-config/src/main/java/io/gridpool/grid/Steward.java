package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides how the seats go on, one change at a time: the agent of the leading seat does what it
 * says. Decides by the record and by what is seen; does nothing itself.
 *
 * <p>Order of a replacement: the dead seat is written {@code REMOVING}, removed from the group,
 * struck out when the group is certainly rid of it; then another agent is written {@code CALLED},
 * and takes the seat by itself ({@link Seating}).
 *
 * <p>Thread: one.
 */
final class Steward {
  private static final Set<Standing> FILLED =
      Set.of(
          Standing.CALLED,
          Standing.TAKING,
          Standing.SEATED,
          Standing.LEAVING,
          Standing.LOST,
          Standing.VACANT);

  private final int wanted;
  private final Patience patience;
  private final Map<String, Deadline> waits = new HashMap<>();
  private final Map<String, Deadline> passedOver = new HashMap<>();

  Steward(int wanted, Patience patience) {
    this.wanted = wanted;
    this.patience = patience;
  }

  /**
   * How long the steward waits.
   *
   * @param seatLost for a seat that is silent or was left, before it is given to another agent
   * @param called for a called agent to start taking its seat
   * @param even for a crowded node before one of its seats moves out
   */
  record Patience(Duration seatLost, Duration called, Duration even) {
    static Patience of(Duration seatLost) {
      return new Patience(seatLost, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }
  }

  /**
   * What the leading seat sees.
   *
   * @param present member addresses that take part in the cluster
   * @param voters ids of the group's members
   * @param leading member address of the leading seat
   * @param candidates agents that answer now
   * @param answering addresses of agents with a seat that answer now: who is present may be gone
   *     for as long as the cluster's heartbeat takes to notice
   * @param fenced nodes of seats that are out of service
   */
  record Sight(
      Set<HostPort> present,
      Set<String> voters,
      String leading,
      List<Candidate> candidates,
      Set<String> answering,
      Set<String> fenced) {
    boolean isPresent(SeatRecord seat) {
      return present.contains(HostPort.parse(seat.memberAddress()));
    }
  }

  /** What to do next. */
  sealed interface Step {
    /** Nothing. */
    record Rest() implements Step {}

    /** Write this record. */
    record Write(TermRecord record, String why) implements Step {}

    /** Remove this member from the group; the record says so already, or knows no such seat. */
    record Remove(String seatId, String why) implements Step {}
  }

  /** The next step. */
  Step next(TermRecord now, Sight sight) {
    forget(now);
    return end(now, sight)
        .or(() -> expire(now, sight))
        .or(() -> free(now, sight))
        .or(() -> fill(now, sight))
        .or(() -> spread(now, sight))
        .orElseGet(Step.Rest::new);
  }

  /** Ends what is on its way out. */
  private Optional<Step> end(TermRecord now, Sight sight) {
    for (SeatRecord seat : now.seats()) {
      boolean ends =
          switch (seat.standing()) {
            case REMOVING -> !isHeldUp(now, seat, sight);
            case VACANT ->
                isFenced(seat, sight) || givesAway(now, seat) || waited(seat, patience.seatLost());
            case CALLED, TAKING, SEATED, LEAVING, LOST -> false;
          };
      Optional<Step> step = ends ? end(now, seat, sight) : Optional.empty();
      if (step.isPresent()) {
        return step;
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a voter that lives has to stay for now. It is taken out of the group only while all
   * others answer: the group without it needs each of them, from the moment on that the removal is
   * proposed.
   */
  private static boolean isHeldUp(TermRecord now, SeatRecord seat, Sight sight) {
    return seat.standing() == Standing.REMOVING
        && sight.isPresent(seat)
        && sight.voters().contains(seat.seatId())
        && !othersAnswer(now, seat, sight);
  }

  private static boolean othersAnswer(TermRecord now, SeatRecord leaving, Sight sight) {
    return now.seats().stream()
        .filter(seat -> !seat.equals(leaving) && sight.voters().contains(seat.seatId()))
        .allMatch(seat -> sight.answering().contains(seat.agentAddress()));
  }

  /** A process with more seats leaves one by one, and waits for the first to be taken. */
  private static boolean givesAway(TermRecord now, SeatRecord seat) {
    return now.seatsOf(seat.node()).stream().anyMatch(SeatRecord::isSeated);
  }

  private Optional<Step> end(TermRecord now, SeatRecord seat, Sight sight) {
    if (sight.voters().contains(seat.seatId())) {
      // Of two members Hazelcast removes none: the group of one would never commit again.
      return sight.voters().size() >= GridSettings.CP_MEMBER_COUNT_MIN
          ? Optional.of(new Step.Remove(seat.seatId(), "the seat of " + seat.node() + " ends"))
          : Optional.empty();
    }
    boolean certain =
        !seat.seatId().isEmpty() || seat.standing() == Standing.VACANT || isFenced(seat, sight);
    return certain
        ? Optional.of(
            new Step.Write(
                now.without(seat.memberAddress()), "the seat of " + seat.node() + " has ended"))
        : Optional.empty();
  }

  /** Gives up on seats that are silent, fenced, or were not taken. */
  private Optional<Step> expire(TermRecord now, Sight sight) {
    for (SeatRecord seat : now.seats()) {
      Optional<Step> step =
          switch (seat.standing()) {
            case SEATED, TAKING, LEAVING -> silent(now, seat, sight);
            case LOST -> overdue(now, seat, sight);
            case CALLED -> notTaken(now, seat, sight);
            case REMOVING, VACANT -> Optional.empty();
          };
      if (step.isPresent()) {
        return step;
      }
    }
    return Optional.empty();
  }

  private Optional<Step> silent(TermRecord now, SeatRecord seat, Sight sight) {
    if (sight.isPresent(seat)) {
      waits.remove(key(seat));
      return Optional.empty();
    }
    return isFenced(seat, sight) || waited(seat, patience.seatLost())
        ? Optional.of(
            new Step.Write(
                now.with(seat.memberAddress(), one -> one.with(Standing.REMOVING)),
                "the seat of " + seat.node() + " is silent"))
        : Optional.empty();
  }

  private Optional<Step> overdue(TermRecord now, SeatRecord seat, Sight sight) {
    return isFenced(seat, sight) || waited(seat, patience.seatLost())
        ? Optional.of(
            new Step.Write(
                now.with(seat.memberAddress(), one -> one.with(Standing.VACANT)),
                "the seat of " + seat.node() + " did not come back"))
        : Optional.empty();
  }

  private Optional<Step> notTaken(TermRecord now, SeatRecord seat, Sight sight) {
    if (!isFenced(seat, sight) && !waited(seat, patience.called())) {
      return Optional.empty();
    }
    passedOver.put(seat.node(), Deadline.in(patience.called().multipliedBy(2)));
    return Optional.of(
        new Step.Write(
            now.without(seat.memberAddress()),
            "the agent of " + seat.node() + " does not take the seat"));
  }

  /**
   * Frees the seat of a process that became a voter and ended before it wrote its id: it was struck
   * out as vacant, and nobody could be promoted in its place. While every id is known, another one
   * is of such a process.
   */
  private static Optional<Step> free(TermRecord now, Sight sight) {
    Set<String> known = now.seats().stream().map(SeatRecord::seatId).collect(Collectors.toSet());
    boolean complete = now.seats().stream().allMatch(SeatRecord::isSeated);
    return complete && sight.voters().size() >= GridSettings.CP_MEMBER_COUNT_MIN
        ? sight.voters().stream()
            .filter(id -> !known.contains(id))
            .min(Comparator.naturalOrder())
            .map(id -> new Step.Remove(id, "a seat that nobody holds ends"))
        : Optional.empty();
  }

  /** Calls an agent where a seat is missing. */
  private Optional<Step> fill(TermRecord now, Sight sight) {
    long filled =
        now.seats().stream()
            .filter(seat -> FILLED.contains(seat.standing()) || isHeldUp(now, seat, sight))
            .count();
    if (filled >= wanted) {
      return Optional.empty();
    }
    return placement(now, sight)
        .next(now.seats())
        .map(seat ->
            new Step.Write(now.and(seat), "the agent of " + seat.node() + " is called to a seat"));
  }

  /** Moves a seat out of a crowded node, while all seats take part. */
  private Optional<Step> spread(TermRecord now, Sight sight) {
    Optional<String> crowded =
        now.seats().size() == wanted && now.seats().stream().allMatch(SeatRecord::isSeated)
            ? placement(now, sight).crowded(now.seats())
            : Optional.empty();
    if (crowded.isEmpty()) {
      waits.remove("even");
      return Optional.empty();
    }
    if (!waited("even", patience.even())) {
      return Optional.empty();
    }
    return now.seatsOf(crowded.get()).stream()
        .filter(seat -> !seat.memberAddress().equals(sight.leading()))
        .filter(seat -> othersAnswer(now, seat, sight))
        .findFirst()
        .map(seat ->
            new Step.Write(
                now.with(seat.memberAddress(), one -> one.with(Standing.REMOVING)),
                "a seat of " + seat.node() + " moves out"));
  }

  /** Over those that can read what the ledger holds. */
  private Placement placement(TermRecord now, Sight sight) {
    List<Candidate> eligible =
        sight.candidates().stream()
            .filter(one -> !sight.fenced().contains(one.node()))
            .filter(one -> one.reads() >= now.level())
            .filter(one -> !passedOver.containsKey(one.node()))
            .toList();
    return new Placement(eligible);
  }

  private static boolean isFenced(SeatRecord seat, Sight sight) {
    return sight.fenced().contains(seat.node());
  }

  private boolean waited(SeatRecord seat, Duration limit) {
    return waited(key(seat), limit);
  }

  private boolean waited(String key, Duration limit) {
    return waits.computeIfAbsent(key, fresh -> Deadline.in(limit)).over();
  }

  private void forget(TermRecord now) {
    Set<String> keys = now.seats().stream().map(Steward::key).collect(Collectors.toSet());
    waits.keySet().removeIf(key -> !key.equals("even") && !keys.contains(key));
    passedOver.values().removeIf(Deadline::over);
  }

  private static String key(SeatRecord seat) {
    return seat.memberAddress() + " " + seat.standing();
  }
}
