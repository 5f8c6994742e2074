package io.gridpool.grid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a seat leads; where none does for long, sees to it that the next term can begin.
 *
 * <p>Thread: one.
 */
final class LeaderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  /** Elections take about a second; after that the evidence for the next term is looked at. */
  private static final Duration LEADERLESS_MAX = Duration.ofSeconds(3);

  /** Longer than any election on a machine that is busy: what is let go does not come back. */
  private static final Duration LET_GO_AFTER = Duration.ofSeconds(15);

  private final TermStore store;
  private final NextTerm nextTerm;
  private Optional<Leaderless> leaderless = Optional.empty();

  LeaderWatch(SeatKeeper.Plan plan) {
    this.store = plan.store();
    this.nextTerm = new NextTerm(plan.store(), plan.fencing(), plan.naming());
  }

  /** How long nobody leads already. */
  private record Leaderless(Deadline evidence, Deadline lettingGo) {
    static Leaderless now() {
      return new Leaderless(Deadline.in(LEADERLESS_MAX), Deadline.in(LET_GO_AFTER));
    }
  }

  /** Whether nobody leads for so long that no seat can be taken now. */
  boolean isLeaderless() {
    return leaderless.filter(since -> since.evidence().over()).isPresent();
  }

  /** Looks once; {@code drop} ends a seat of this process. */
  void look(TermRecord now, Optional<SeatHost> host, Consumer<Seat> drop) {
    boolean led = host.map(seats -> seats.leader().isPresent()).orElseGet(() -> listens(now));
    if (led) {
      leaderless = Optional.empty();
    } else if (leaderless.isEmpty()) {
      leaderless = Optional.of(Leaderless.now());
    } else if (leaderless.get().evidence().over()) {
      boolean stuck = leaderless.get().lettingGo().over();
      nextTerm.beginIfProven(stuck ? letGo(now, host, drop) : now);
    }
  }

  /** Whether a majority of the seats answers somebody without a seat. */
  private static boolean listens(TermRecord now) {
    long answering =
        now.seats().stream().filter(seat -> Probe.answers(seat.agentAddress())).count();
    return answering > now.seats().size() / 2;
  }

  /**
   * Lets go of seats that were on their way out when the group lost its leader. One that lives
   * could vote in the group as it was, so it stands against the evidence; but the others may be in
   * the group without it already, where it cannot. The record after that.
   */
  private TermRecord letGo(TermRecord now, Optional<SeatHost> host, Consumer<Seat> drop) {
    List<Seat> leaving = host.map(seats -> seats.removing(now)).orElse(List.of());
    if (leaving.isEmpty()) {
      return now;
    }
    List<SeatRecord> gone =
        leaving.stream()
            .flatMap(seat -> now.removing(seat.record().memberAddress()).stream())
            .toList();
    LOG.warn("nobody leads, so seats that were to be removed are let go: {}", gone);
    // Nobody is there who could let it leave in order.
    leaving.forEach(Seat::terminate);
    leaving.forEach(drop);
    new Testimony(store).testify(now, gone);
    return store.read().orElse(now);
  }
}
