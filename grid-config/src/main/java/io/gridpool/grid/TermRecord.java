package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.model.TermId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The cluster's word on who may form the grid: the term, its seats, and whether it has formed.
 *
 * @param term number, and the exact id of the consensus group (empty until formed)
 * @param formed once true, nobody forms this term again: every start joins
 * @param version of the store, for compare-and-swap; empty for a record never stored
 */
public record TermRecord(
    TermId term, boolean formed, List<SeatRecord> seats, String version, RecordStamp stamp) {
  public TermRecord {
    seats = List.copyOf(seats);
  }

  /** A record that says nothing of itself. */
  public TermRecord(TermId term, boolean formed, List<SeatRecord> seats, String version) {
    this(term, formed, seats, version, RecordStamp.NONE);
  }

  /** The same as a store has it once it is written: one change later, under a new version. */
  public TermRecord stored(String newVersion) {
    RecordStamp counted = new RecordStamp(level(), stamp.change() + 1, stamp.origin());
    return new TermRecord(term, formed, seats, newVersion, counted);
  }

  /** The level of the term's ledger. */
  public int level() {
    return stamp.level();
  }

  /** The same record at another level. */
  TermRecord atLevel(int level) {
    return new TermRecord(term, formed, seats, version, stamp.atLevel(level));
  }

  /** Another term in place of this one, not formed; its ledger begins at the first level. */
  TermRecord next(TermId other, List<SeatRecord> named) {
    RecordStamp first = stamp.atLevel(LedgerCodec.LEVEL_FIRST);
    return new TermRecord(other, false, named, version, first);
  }

  /** This term once it has formed. */
  TermRecord formed(TermId whole, List<SeatRecord> taken) {
    return new TermRecord(whole, true, taken, version, stamp);
  }

  /** The seats on one node, in the order of the record. */
  public List<SeatRecord> seatsOf(String node) {
    return seats.stream().filter(seat -> seat.node().equals(node)).toList();
  }

  /** The seat at a member address. */
  Optional<SeatRecord> seat(String memberAddress) {
    return seats.stream().filter(seat -> seat.memberAddress().equals(memberAddress)).findFirst();
  }

  /** The seat at an address, where it is to be removed from the group. */
  Optional<SeatRecord> removing(String memberAddress) {
    return seat(memberAddress).filter(seat -> seat.standing() == Standing.REMOVING);
  }

  /** The same record with other seats, to be swapped against the version it was read in. */
  TermRecord withSeats(List<SeatRecord> changed) {
    return new TermRecord(term, formed, changed, version, stamp);
  }

  /** The same record with one seat changed. */
  TermRecord with(String memberAddress, UnaryOperator<SeatRecord> change) {
    return withSeats(
        seats.stream()
            .map(seat -> seat.memberAddress().equals(memberAddress) ? change.apply(seat) : seat)
            .toList());
  }

  /** The same record without one seat. */
  TermRecord without(String memberAddress) {
    return withSeats(
        seats.stream().filter(seat -> !seat.memberAddress().equals(memberAddress)).toList());
  }

  /** The same record with one seat more. */
  TermRecord and(SeatRecord seat) {
    List<SeatRecord> more = new ArrayList<>(seats);
    more.add(seat);
    return withSeats(more);
  }
}
