package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.ClaimSort.Doubt;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns what is in doubt at the end of an adoption into reservations of the ledger: each living pod
 * whose addresses have no clear holder, and for each silent node everything that is free.
 */
final class HoldBack {
  /** The most pods whose addresses may be in doubt; with more, a person has to look first. */
  static final int PODS_MAX = 1_024;

  /** The most ranges of one reservation. */
  private static final int RANGES_MAX = 4_096;

  private HoldBack() {}

  /** Errors: {@link TryLaterException} when more is in doubt than can be remembered. */
  static List<Command> quarantine(Collection<Doubt> doubts) {
    SortedMap<String, SortedSet<Address>> byPod = new TreeMap<>();
    for (Doubt doubt : doubts) {
      byPod
          .computeIfAbsent(Quarantine.of(doubt.pod()), name -> new TreeSet<>())
          .add(doubt.address());
    }
    if (byPod.size() > PODS_MAX) {
      throw new TryLaterException(
          byPod.size()
              + " pods use addresses without a clear holder, more than "
              + PODS_MAX
              + ", such as: "
              + doubts.iterator().next().why());
    }
    List<Command> commands = new ArrayList<>();
    byPod.forEach((name, addresses) -> {
      var ranges = addresses.stream().map(a -> new AddressRange(a, a)).toList();
      commands.add(new PutReserved(new Reservation(name, ranges)));
    });
    return commands;
  }

  /** Holds back all that the pools do not know as leased, for each silent node. */
  static List<Command> heldBack(Collection<String> nodes, Answer.Pools known) {
    List<AddressRange> ranges = rangesOf(known.pools());
    return nodes.stream()
        .map(Quarantine::heldBackFor)
        .<Command>map(name -> new PutReserved(new Reservation(name, ranges)))
        .toList();
  }

  private static List<AddressRange> rangesOf(Collection<PoolState> pools) {
    List<AddressRange> ranges =
        pools.stream().flatMap(pool -> pool.spec().ranges().stream()).toList();
    return ranges.size() <= RANGES_MAX
        ? ranges
        : List.of(
            AddressRange.parse("0.0.0.0-255.255.255.255"),
            AddressRange.parse("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  }

  /** Ends a reservation. */
  static Command lift(String name) {
    return new PutReserved(new Reservation(name, List.of()));
  }
}
