package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steward's work on the leading seat: looks, asks {@link Steward} what is next, and does it.
 *
 * <p>Thread: one. Errors: {@link TryLaterException}, {@link IndeterminateException}; the next look
 * sees how far it came.
 */
final class Stewardship {
  private static final Logger LOG = LoggerFactory.getLogger(Stewardship.class);

  /** How often agents that do not answer are taken from the list. */
  private static final Duration PRUNE_EVERY = Duration.ofSeconds(60);

  /**
   * How long a seat that is to be removed may take to give METADATA away; then it goes as it is.
   */
  private static final Duration HAND_OVER_MAX = Duration.ofSeconds(10);

  private final SeatKeeper.Plan plan;
  private final Steward steward;
  private final LevelRise levels;
  private Optional<Deadline> pruned = Optional.empty();
  private Optional<MetadataWait> wait = Optional.empty();

  /** A wait for a seat that leads METADATA still. */
  private record MetadataWait(String seatId, Deadline limit) {}

  Stewardship(SeatKeeper.Plan plan) {
    this.plan = plan;
    this.levels = new LevelRise(plan);
    this.steward =
        new Steward(plan.settings().cpMemberCount(), Steward.Patience.of(plan.seatLost()));
  }

  /** Takes the next step, whatever it is. */
  void work(SeatHost leading, TermRecord now) {
    prune(now);
    switch (steward.next(now, sight(leading, now))) {
      case Steward.Step.Rest rest -> levels.work(leading, now);
      case Steward.Step.Write write -> {
        FaultPoint.STEWARD_WRITE.before();
        boolean written = plan.store().replace(write.record()).isPresent();
        FaultPoint.STEWARD_WRITE.after();
        LOG.info("steward: {}, recorded: {}", write.why(), written);
      }
      case Steward.Step.Remove remove -> remove(leading.group().first(), now, remove);
    }
  }

  private void remove(Seat first, TermRecord now, Steward.Step.Remove step) {
    if (!isStill(now)) {
      return;
    }
    if (leadsMetadata(first, now, step.seatId()) && !waitFor(step.seatId()).limit().over()) {
      LOG.info("steward: {}, once another one leads METADATA", step.why());
      return;
    }
    wait = Optional.empty();
    LOG.info("steward: {}", step.why());
    FaultPoint.STEWARD_REMOVE.before();
    first.remove(UUID.fromString(step.seatId()));
    FaultPoint.STEWARD_REMOVE.after();
  }

  /** A voter whom this record does not know may have been called after it was read. */
  private boolean isStill(TermRecord now) {
    return plan.store().read().filter(read -> read.version().equals(now.version())).isPresent();
  }

  private static boolean leadsMetadata(Seat first, TermRecord now, String seatId) {
    return first
        .metadataLeader()
        .flatMap(leader -> now.seat(leader.text()))
        .filter(seat -> seat.seatId().equals(seatId))
        .isPresent();
  }

  private MetadataWait waitFor(String seatId) {
    MetadataWait begun =
        wait.filter(one -> one.seatId().equals(seatId))
            .orElseGet(() -> new MetadataWait(seatId, Deadline.in(HAND_OVER_MAX)));
    wait = Optional.of(begun);
    return begun;
  }

  /** Keeps room in the list for agents that run. */
  private void prune(TermRecord now) {
    if (pruned.isPresent() && pruned.get().over()) {
      for (Candidate one : plan.candidates().list()) {
        if (now.seatsOf(one.node()).isEmpty() && !plan.candidates().answers(one)) {
          plan.candidates().withdraw(one);
        }
      }
    }
    if (pruned.isEmpty() || pruned.get().over()) {
      pruned = Optional.of(Deadline.in(PRUNE_EVERY));
    }
  }

  private Steward.Sight sight(SeatHost leading, TermRecord now) {
    Seat first = leading.group().first();
    Set<HostPort> present = first.present();
    boolean settled =
        now.seats().size() == plan.settings().cpMemberCount()
            && now.seats().stream()
                .allMatch(seat ->
                    seat.isSeated() && present.contains(HostPort.parse(seat.memberAddress())));
    Set<String> fenced =
        now.seats().stream()
            .filter(seat -> !present.contains(HostPort.parse(seat.memberAddress())))
            .map(SeatRecord::node)
            .filter(plan.fencing()::isFenced)
            .collect(Collectors.toSet());
    boolean even =
        settled
            && now.seats().stream().map(SeatRecord::node).distinct().count() == now.seats().size();
    Set<String> answering = even ? Set.of() : answering(now);
    return new Steward.Sight(
        present,
        even ? Set.of() : first.voters(),
        leading.leader().map(SeatRecord::memberAddress).orElse(""),
        answering.isEmpty()
            ? List.of()
            : plan.candidates().list().stream()
                .filter(one -> answering.contains(one.agentAddress()))
                .toList(),
        answering,
        fenced);
  }

  /** Addresses of agents that answer, with a seat or without; each is asked once. */
  private Set<String> answering(TermRecord now) {
    Map<String, Candidate> asked = new HashMap<>();
    now.seats().forEach(seat -> asked.put(seat.agentAddress(), Naming.placeOf(seat)));
    plan.candidates().list().forEach(one -> asked.put(one.agentAddress(), one));
    return asked.values().stream()
        .filter(plan.candidates()::answers)
        .map(Candidate::agentAddress)
        .collect(Collectors.toSet());
  }
}
