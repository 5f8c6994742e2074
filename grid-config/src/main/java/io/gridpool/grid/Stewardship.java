package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import java.time.Duration;
import java.util.List;
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

  private final SeatKeeper.Plan plan;
  private final Steward steward;
  private final LevelRise levels;
  private Optional<Deadline> pruned = Optional.empty();

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
      case Steward.Step.Remove remove -> {
        LOG.info("steward: {}", remove.why());
        FaultPoint.STEWARD_REMOVE.before();
        leading.group().first().remove(UUID.fromString(remove.seatId()));
        FaultPoint.STEWARD_REMOVE.after();
      }
    }
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
    return new Steward.Sight(
        present,
        even ? Set.of() : first.voters(),
        leading.leader().map(SeatRecord::memberAddress).orElse(""),
        even ? List.of() : candidates(),
        even ? Set.of() : answering(now),
        fenced);
  }

  private List<Candidate> candidates() {
    return plan.candidates().list().stream().filter(plan.candidates()::answers).toList();
  }

  private Set<String> answering(TermRecord now) {
    return now.seats().stream()
        .filter(seat -> plan.candidates().answers(Naming.placeOf(seat)))
        .map(SeatRecord::agentAddress)
        .collect(Collectors.toSet());
  }
}
