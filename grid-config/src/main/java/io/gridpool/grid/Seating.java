package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.CPMember;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.SeatRecord.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a joined member the seat that the record names for its address: a predecessor's seat is
 * removed first, then this member promoted; the other order would leave a dead seat in the group.
 *
 * <p>Each step is written into the record before it is made, by compare-and-swap: an address that
 * the steward gave away meanwhile takes no seat.
 */
final class Seating {
  private static final Logger LOG = LoggerFactory.getLogger(Seating.class);

  private final GridSettings settings;
  private final TermStore store;

  Seating(GridSettings settings, TermStore store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * Sees to it that every member holds its seat and has caught up; answers the record with that. A
   * record that cannot be read or believed now is waited for: a member that votes stays.
   */
  TermRecord take(List<Seat> members, TermRecord record, CPGroupId group, Deadline deadline) {
    TermRecord seated = record;
    for (Seat member : members) {
      Optional<TermRecord> taken = step(member, record, group);
      while (taken.isEmpty()) {
        if (deadline.over()) {
          throw new TryLaterException(address(member) + " found no free seat");
        }
        deadline.pause(Formation.LOOK_MS);
        taken = step(member, record, group);
      }
      seated = taken.get();
    }
    return seated;
  }

  /** One step on the way to the seat; the record that has it, once it is taken. */
  private Optional<TermRecord> step(Seat member, TermRecord record, CPGroupId group) {
    Optional<TermRecord> now = read(record);
    return now.filter(known -> step(member, known, entry(member, known), group));
  }

  private static SeatRecord entry(Seat member, TermRecord now) {
    return now.seat(address(member))
        .orElseThrow(
            () -> new TryLaterException("the seat " + address(member) + " was given away"));
  }

  private boolean step(Seat member, TermRecord now, SeatRecord entry, CPGroupId group) {
    try {
      return advance(member, now, entry, group);
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("{} ({}) goes on: {}", address(member), entry.standing(), e.getMessage());
      return false;
    }
  }

  private boolean advance(Seat member, TermRecord now, SeatRecord entry, CPGroupId group) {
    switch (entry.standing()) {
      case LOST -> {
        requireMajority(member);
        swap(now, entry, seat -> seat.with(Standing.VACANT));
      }
      case VACANT, CALLED -> {
        removePredecessor(member);
        swap(now, entry, seat -> seat.as(Standing.TAKING, ""));
      }
      case TAKING -> promote(member, now, entry, group);
      case SEATED -> {
        if (member.seatId().filter(entry.seatId()::equals).isPresent()) {
          return true;
        }
        swap(now, entry, seat -> seat.with(Standing.LOST));
      }
      case LEAVING, REMOVING -> throw new TryLaterException("its seat is being removed");
    }
    return false;
  }

  /**
   * A lost seat is evidence for the next term, a vacant one hardly: it may be out of the group by
   * then. Of a group that answers nobody, none is taken out.
   */
  private static void requireMajority(Seat member) {
    var _ = member.seats();
  }

  private void promote(Seat member, TermRecord now, SeatRecord entry, CPGroupId group) {
    if (member.seatId().isEmpty() && member.seats().size() < settings.cpMemberCount()) {
      FaultPoint.SEAT_PROMOTE.before();
      member.promote();
      FaultPoint.SEAT_PROMOTE.after();
    }
    String id = member.seatId().orElse("");
    if (!id.isEmpty() && member.votes(group)) {
      swap(now, entry, seat -> seat.as(Standing.SEATED, id));
    }
  }

  /** Frees the seat held under this very address; its process is gone, since we hold the port. */
  private static void removePredecessor(Seat member) {
    HostPort own = HostPort.parse(address(member));
    for (CPMember seat : member.seats()) {
      if (HostPort.of(seat.getAddress()).equals(own)
          && !member.seatId().filter(seat.getUuid().toString()::equals).isPresent()) {
        LOG.info("removing the seat {} of the process before this one", seat.getUuid());
        FaultPoint.SEAT_REMOVE.before();
        member.remove(seat.getUuid());
        FaultPoint.SEAT_REMOVE.after();
      }
    }
  }

  private void swap(TermRecord now, SeatRecord entry, UnaryOperator<SeatRecord> change) {
    FaultPoint.RECORD_SEATED.before();
    var _ = store.replace(now.with(entry.memberAddress(), change));
    FaultPoint.RECORD_SEATED.after();
  }

  /** The record now; empty when it cannot be read. */
  private Optional<TermRecord> read(TermRecord record) {
    TermRecord now;
    try {
      now = store.read().orElse(record);
    } catch (TryLaterException e) {
      LOG.info("the record is read again: {}", e.getMessage());
      return Optional.empty();
    }
    if (!now.term().equals(record.term())) {
      throw new TryLaterException("term " + now.term() + " began meanwhile");
    }
    return Optional.of(now);
  }

  private static String address(Seat member) {
    return member.record().memberAddress();
  }
}
