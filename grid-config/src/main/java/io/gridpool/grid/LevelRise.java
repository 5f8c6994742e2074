package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.RaiseLevel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steward's work on the ledger's level: raises it when every seat, and every agent that could
 * take one, reads more than is in force.
 *
 * <p>The record goes first, by compare-and-swap against the very seats that were looked at: from
 * then on only programs that read the level are called to a seat or take one. Then the ledger
 * itself. It never goes back within a term: what the log and snapshots hold can only be read by
 * programs that know it. A record that says less (written by a program that does not know levels)
 * is put right by the ledger's word.
 *
 * <p>Thread: the steward's.
 */
final class LevelRise {
  private static final Logger LOG = LoggerFactory.getLogger(LevelRise.class);

  /** How often the agents' words are read while there is something to raise. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(2);

  private final SeatKeeper.Plan plan;
  private Optional<Deadline> looked = Optional.empty();

  LevelRise(SeatKeeper.Plan plan) {
    this.plan = plan;
  }

  /** Takes the next step, where there is one; {@code now} is a record without a step under way. */
  void work(SeatHost leading, TermRecord now) {
    int inForce = leading.level();
    if (now.level() < inForce) {
      write(now.atLevel(inForce), "the ledger has it already");
    } else if (now.level() > inForce) {
      commit(leading, now.level());
    } else if (inForce < plan.settings().reads() && due()) {
      int readable = readable(now, plan.candidates().list());
      if (readable > inForce) {
        write(now.atLevel(readable), "all seats and candidates read it");
      }
    }
  }

  /** The newest level that all read; the first one where a seat's agent has not said. */
  int readable(TermRecord now, List<Candidate> announced) {
    int lowest = plan.settings().reads();
    for (Candidate one : announced) {
      lowest = Math.min(lowest, one.reads());
    }
    boolean allSaid =
        now.seats().stream()
            .allMatch(seat ->
                seat.isSeated()
                    && announced.stream().anyMatch(one -> one.node().equals(seat.node())));
    return allSaid ? lowest : now.level();
  }

  private boolean due() {
    boolean due = looked.map(Deadline::over).orElse(true);
    if (due) {
      looked = Optional.of(Deadline.in(LOOK_EVERY));
    }
    return due;
  }

  private void write(TermRecord changed, String why) {
    FaultPoint.STEWARD_WRITE.before();
    boolean written = plan.store().replace(changed).isPresent();
    FaultPoint.STEWARD_WRITE.after();
    LOG.info("level {} is recorded: {}, written: {}", changed.level(), why, written);
  }

  private void commit(SeatHost leading, int level) {
    Batch raise =
        new Batch(leading.term(), System.currentTimeMillis(), List.of(new RaiseLevel(level)));
    LOG.info("the ledger goes to level {}: {}", level, leading.commit(raise, COMMIT_LIMIT));
  }
}
