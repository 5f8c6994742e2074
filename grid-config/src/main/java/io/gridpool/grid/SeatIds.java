package io.gridpool.grid;

import com.hazelcast.cp.CPMember;
import java.util.List;

/** Writes the ids of the seats as they are into the records of them, matched by address. */
final class SeatIds {
  private SeatIds() {}

  static List<SeatRecord> of(List<SeatRecord> records, List<CPMember> seats) {
    return records.stream().map(record -> withId(record, seats)).toList();
  }

  private static SeatRecord withId(SeatRecord record, List<CPMember> seats) {
    HostPort own = HostPort.parse(record.memberAddress());
    return seats.stream()
        .filter(seat -> HostPort.of(seat.getAddress()).equals(own))
        .findFirst()
        .map(seat -> record.withId(seat.getUuid().toString()))
        .orElse(record);
  }
}
