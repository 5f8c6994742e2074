package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the next term of the ledger, by evidence only: when the group of the formed one can never
 * commit again, whichever of the changes under way were made.
 *
 * <p>The record names every seat that may be a voter, because each change of the group is written
 * before it is made and struck out only when its end is certain. So the real group is some set
 * between the certain members and those plus all that may be voters. Its best case: every possible
 * voter that lives is in it, and no possible voter that is gone. When even then the living are no
 * majority (not more of them than of the dead), no possible group is alive; and a dead group cannot
 * change its members any more, which takes a majority too. One living seat is never a majority: a
 * group of two is not made smaller.
 *
 * <p>A seat is gone when its process was started anew and said so, or when its node is fenced.
 */
final class NextTerm {
  private static final Logger LOG = LoggerFactory.getLogger(NextTerm.class);

  /**
   * How few members a group can have. Source: Hazelcast 5.4.0 {@code
   * MetadataRaftGroupManager.removeMember}, which takes none out of a group of two.
   */
  private static final int GROUP_SIZE_MIN = 2;

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
    if (!record.formed() || record.seats().isEmpty()) {
      return false;
    }
    long alive = 0;
    long dead = 0;
    for (SeatRecord seat : record.seats()) {
      if (seat.standing().mayVote() && !fencing.isFenced(seat.node())) {
        alive++;
      } else if (seat.standing().isMember()) {
        dead++;
      }
    }
    return alive < GROUP_SIZE_MIN || alive <= dead;
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
