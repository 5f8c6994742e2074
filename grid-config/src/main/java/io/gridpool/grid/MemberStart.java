package io.gridpool.grid;

import java.util.List;
import java.util.Optional;

/**
 * How one member starts.
 *
 * @param own the seat it runs
 * @param requiredMember {@code host:port} through which alone it may join; empty: it may form
 */
record MemberStart(
    GridSettings settings, TermRecord record, SeatRecord own, Optional<String> requiredMember) {
  /** Starts as one of the seats that form the term together. */
  static MemberStart forming(GridSettings settings, TermRecord record, SeatRecord own) {
    return new MemberStart(settings, record, own, Optional.empty());
  }

  /** Starts by joining through another seat; never forms anything. */
  static MemberStart joining(
      GridSettings settings, TermRecord record, SeatRecord own, String requiredMember) {
    return new MemberStart(settings, record, own, Optional.of(requiredMember));
  }

  List<String> memberAddresses() {
    return record.seats().stream().map(SeatRecord::memberAddress).toList();
  }
}
