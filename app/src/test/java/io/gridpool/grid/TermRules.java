package io.gridpool.grid;

import java.util.List;

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
    new Testimony(store).withdraw(record, own);
  }

  public boolean announceLeaving(TermRecord record, List<SeatRecord> own) {
    return new Testimony(store).announceLeaving(record, own);
  }

  public void beginIfProven(TermRecord record) {
    new NextTerm(store, fencing).beginIfProven(record);
  }

  /** Writes the id of a seat that was taken; whether that was done. */
  public boolean seated(TermRecord record, SeatRecord own, String id) {
    TermRecord now = store.read().orElse(record);
    List<SeatRecord> seats =
        now.seats().stream()
            .map(seat -> seat.memberAddress().equals(own.memberAddress()) ? seat.withId(id) : seat)
            .toList();
    return now.term().equals(record.term())
        && store
            .replace(new TermRecord(now.term(), now.formed(), seats, now.version()))
            .isPresent();
  }

  /** The seat under the id of a member. */
  public static SeatRecord withId(SeatRecord seat, String id) {
    return seat.withId(id);
  }
}
