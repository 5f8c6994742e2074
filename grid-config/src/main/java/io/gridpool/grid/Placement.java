package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where seats go: to the node with the fewest, then to the zone with the fewest, then by name.
 * Pure.
 *
 * <p>A node carries a second seat only when every candidate has one; so a cluster of one or two
 * nodes holds all seats, and they move out as nodes come.
 */
final class Placement {
  /** Seats that one node may have more than another before one of them moves. */
  private static final int UNEVEN = 2;

  private final Map<String, String> zones;
  private final List<Candidate> present;

  /** Over the candidates that run now. */
  Placement(List<Candidate> present) {
    this.present = List.copyOf(present);
    this.zones =
        present.stream()
            .collect(Collectors.toMap(Candidate::node, Candidate::zone, (one, other) -> one));
  }

  /** The next seat, called; empty when nobody is there. */
  Optional<SeatRecord> next(List<SeatRecord> seats) {
    return present.stream()
        .min(
            Comparator.<Candidate>comparingLong(one -> onNode(seats, one.node()))
                .thenComparingLong(one -> inZone(seats, one))
                .thenComparing(Candidate::node))
        .flatMap(one -> free(seats, one));
  }

  /** As many seats as are wanted, for a term that has not formed; fewer when nobody is there. */
  List<SeatRecord> name(int wanted) {
    List<SeatRecord> named = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      next(named).ifPresent(named::add);
    }
    return named.stream().map(SeatRecord::unseated).toList();
  }

  /** A node whose seats should spread to a node that has two fewer; empty when all is even. */
  Optional<String> crowded(List<SeatRecord> seats) {
    Map<String, Long> counts = new HashMap<>();
    present.forEach(one -> counts.put(one.node(), onNode(seats, one.node())));
    seats.forEach(seat -> counts.put(seat.node(), onNode(seats, seat.node())));
    long least =
        present.stream().mapToLong(one -> onNode(seats, one.node())).min().orElse(Long.MAX_VALUE);
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() - UNEVEN >= least)
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private static Optional<SeatRecord> free(List<SeatRecord> seats, Candidate one) {
    Set<String> taken = seats.stream().map(SeatRecord::memberAddress).collect(Collectors.toSet());
    return IntStream.range(0, GridSettings.CP_MEMBER_COUNT_MAX)
        .mapToObj(index -> one.seat(index, Standing.CALLED))
        .filter(seat -> !taken.contains(seat.memberAddress()))
        .findFirst();
  }

  private static long onNode(List<SeatRecord> seats, String node) {
    return seats.stream().filter(seat -> seat.node().equals(node)).count();
  }

  private long inZone(List<SeatRecord> seats, Candidate one) {
    return seats.stream()
        .filter(seat -> zones.getOrDefault(seat.node(), "").equals(one.zone()))
        .count();
  }
}
