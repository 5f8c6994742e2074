package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.model.TermId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the next term of the ledger, by evidence only: when the seats of the formed one can never
 * commit again.
 *
 * <p>Three seats: two of them have testified that they hold nothing, or their nodes are fenced. The
 * group has at least two members at any time (a seat leaves in order only while the two others take
 * part, and a dead one is removed only by a majority), so a single survivor is no majority of it.
 * Of five or seven, more than one may be on its way in or out unrecorded: there every seat must
 * have testified; survivors do when they see that a majority is gone.
 */
final class NextTerm {
  private static final Logger LOG = LoggerFactory.getLogger(NextTerm.class);
  private static final int MAJORITY_SUFFICES = 3;

  private final TermStore store;
  private final Fencing fencing;

  NextTerm(TermStore store, Fencing fencing) {
    this.store = store;
    this.fencing = fencing;
  }

  /** Whether so many seats are gone that the survivors cannot commit without them. */
  boolean majorityIsGone(TermRecord record) {
    return gone(record) > record.seats().size() / 2;
  }

  /** Begins it where the evidence is there; who is faster wins, the others find it recorded. */
  void beginIfProven(TermRecord record) {
    boolean proven =
        record.seats().size() <= MAJORITY_SUFFICES
            ? majorityIsGone(record)
            : gone(record) == record.seats().size();
    if (record.formed() && proven) {
      TermId next = new TermId(record.term().number() + 1, "");
      TermRecord begun =
          new TermRecord(
              next,
              false,
              record.seats().stream().map(SeatRecord::unseated).toList(),
              record.version());
      FaultPoint.RECORD_NEXT_TERM.before();
      boolean ours = store.replace(begun).isPresent();
      FaultPoint.RECORD_NEXT_TERM.after();
      if (ours) {
        LOG.warn(
            "{} of {} seats hold nothing of {} any more: it can never go on, term {} begins",
            gone(record),
            record.seats().size(),
            record.term(),
            next.number());
      }
    }
  }

  private long gone(TermRecord record) {
    return record.seats().stream()
        .filter(seat -> seat.standing() == Standing.LOST || fencing.isFenced(seat.node()))
        .count();
  }
}
