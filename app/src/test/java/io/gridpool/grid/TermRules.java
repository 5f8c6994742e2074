package io.gridpool.grid;

import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.function.UnaryOperator;

/** The rules of terms as their owners call them, without the members behind them. */
public final class TermRules {
  private final TermStore store;
  private final Fencing fencing;

  public TermRules(TermStore store, Fencing fencing) {
    this.store = store;
    this.fencing = fencing;
  }

  /** A process that was started anew says so; the simulation itself knows that no other runs. */
  public void testify(TermRecord record, List<SeatRecord> own) {
    new Testimony(store).testifyAtTheEnd(record, own);
  }

  public void withdraw(TermRecord record, List<SeatRecord> own) {
    own.forEach(seat -> change(record, seat, one -> one.as(SeatRecord.Standing.TAKING, "")));
  }

  public boolean announceLeaving(TermRecord record, List<SeatRecord> own) {
    return new Testimony(store).announceLeaving(record, own);
  }

  public void beginIfProven(TermRecord record) {
    Naming places = new Naming(record.seats().size(), store, Candidates.NONE, fencing);
    new NextTerm(store, fencing, places).beginIfProven(record);
  }

  /** Whether one seat has testified, which proves nothing. */
  public static boolean hasOneTestimony(TermRecord record) {
    return record.formed()
        && record.seats().stream().anyMatch(seat -> seat.standing() == SeatRecord.Standing.LOST);
  }

  /** Begins the next term whatever is known: for a rule that is broken on purpose. */
  public void begin(TermRecord record) {
    TermId next = new TermId(record.term().number() + 1, "");
    var _ =
        store.replace(
            record.next(next, record.seats().stream().map(SeatRecord::unseated).toList()));
  }

  /** Writes the id of a seat that was taken; whether that was done. */
  public boolean seated(TermRecord record, SeatRecord own, String id) {
    return change(record, own, seat -> seat.as(SeatRecord.Standing.SEATED, id));
  }

  private boolean change(TermRecord record, SeatRecord own, UnaryOperator<SeatRecord> change) {
    TermRecord now = store.read().orElse(record);
    return now.term().equals(record.term())
        && store.replace(now.with(own.memberAddress(), change)).isPresent();
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
