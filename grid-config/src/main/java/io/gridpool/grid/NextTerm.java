package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the next term of the ledger, by evidence only: when the group of the formed one can never
 * commit again, whichever of the changes under way were made ({@link GroupEvidence}).
 */
final class NextTerm {
  private static final Logger LOG = LoggerFactory.getLogger(NextTerm.class);

  private final TermStore store;
  private final Fencing fencing;
  private final Naming naming;

  NextTerm(TermStore store, Fencing fencing, Naming naming) {
    this.store = store;
    this.fencing = fencing;
    this.naming = naming;
  }

  /** Whether the recorded group can certainly never commit again. */
  static boolean isProven(TermRecord record, Fencing fencing) {
    return record.formed()
        && !record.seats().isEmpty()
        && GroupEvidence.of(record, fencing).provesTheEnd();
  }

  /** Begins it where the evidence is there; who is faster wins, the others find it recorded. */
  void beginIfProven(TermRecord record) {
    if (!isProven(record, fencing)) {
      return;
    }
    Optional<List<SeatRecord>> named = naming.seatsAfter(record);
    if (named.isEmpty()) {
      return;
    }
    TermId next = new TermId(record.term().number() + 1, "");
    TermRecord begun = record.next(next, named.get());
    FaultPoint.RECORD_NEXT_TERM.before();
    boolean ours = store.replace(begun).isPresent();
    FaultPoint.RECORD_NEXT_TERM.after();
    if (ours) {
      LOG.warn(
          "the group of {} can never go on ({}): term {} begins",
          record.term(),
          standings(record),
          next.number());
    }
  }

  private static List<String> standings(TermRecord record) {
    return record.seats().stream().map(seat -> seat.node() + " " + seat.standing()).toList();
  }
}
