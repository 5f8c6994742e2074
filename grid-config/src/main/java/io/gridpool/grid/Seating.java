package io.gridpool.grid;

import com.hazelcast.cp.CPMember;
import io.gridpool.fault.FaultPoint;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a restarted member the seat recorded for its address: a restarted process holds none,
 * though its address is listed. First the predecessor's seat is removed, then this member promoted;
 * the other order would leave a dead seat in the group.
 */
final class Seating {
  private static final Logger LOG = LoggerFactory.getLogger(Seating.class);

  private final GridSettings settings;
  private final TermStore store;

  Seating(GridSettings settings, TermStore store) {
    this.settings = settings;
    this.store = store;
  }

  /** Sees to it that every member holds a seat; answers the record with the ids as they are. */
  TermRecord take(List<Seat> members, TermRecord record, Deadline deadline) {
    if (members.stream().allMatch(member -> member.seatId().isPresent())) {
      return record;
    }
    for (Seat member : members) {
      seat(member, deadline);
    }
    return recorded(members.getFirst(), record, deadline);
  }

  private void seat(Seat member, Deadline deadline) {
    while (member.seatId().isEmpty() && !deadline.over()) {
      try {
        removePredecessor(member);
        if (member.seats().size() < settings.cpMemberCount()) {
          FaultPoint.SEAT_PROMOTE.before();
          member.promote();
          FaultPoint.SEAT_PROMOTE.after();
        }
      } catch (TryLaterException e) {
        LOG.info("{} has no seat yet: {}", member.record().memberAddress(), e.getMessage());
      }
      if (member.seatId().isEmpty()) {
        deadline.pause(Formation.LOOK_MS);
      }
    }
    if (member.seatId().isEmpty()) {
      throw new TryLaterException(member.record().memberAddress() + " found no free seat");
    }
  }

  /** Frees the seat held under this very address; its process is gone, since we hold the port. */
  private static void removePredecessor(Seat member) {
    HostPort own = HostPort.parse(member.record().memberAddress());
    for (CPMember seat : member.seats()) {
      if (HostPort.of(seat.getAddress()).equals(own)) {
        LOG.info("removing the seat {} of the process before this one", seat.getUuid());
        FaultPoint.SEAT_REMOVE.before();
        member.remove(seat.getUuid());
        FaultPoint.SEAT_REMOVE.after();
      }
    }
  }

  private TermRecord recorded(Seat member, TermRecord record, Deadline deadline) {
    Optional<TermRecord> stored = Optional.empty();
    while (stored.isEmpty() && !deadline.over()) {
      TermRecord now = store.read().orElse(record);
      if (!now.term().equals(record.term())) {
        throw new TryLaterException("term " + now.term() + " began meanwhile");
      }
      FaultPoint.RECORD_SEATED.before();
      stored =
          store.replace(
              new TermRecord(
                  now.term(),
                  now.formed(),
                  SeatIds.of(now.seats(), member.seats()),
                  now.version()));
      FaultPoint.RECORD_SEATED.after();
    }
    return stored.orElseThrow(() -> new TryLaterException("the new seat could not be recorded"));
  }
}
