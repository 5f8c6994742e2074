package io.gridpool.agent.boot;

import io.gridpool.grid.Naming;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether every seat of the term is taken and has caught up where it is to stay, asked by an agent
 * that starts: it is not ready before, so that a rolling update goes on to the next agent only
 * then. Once it was full, this agent does not ask again: a seat that is lost elsewhere does not
 * make it unready.
 */
final class SeatsFull {
  private final TermStore store;
  private final Naming naming;
  private final int wanted;
  private boolean full;

  SeatsFull(GridEntrance.Cluster cluster, int wanted) {
    this.store = cluster.store();
    this.naming = cluster.naming();
    this.wanted = wanted;
  }

  /** What is missing; empty when nothing is, or when nobody can say. */
  Optional<String> missing() {
    if (!full) {
      Optional<TermRecord> record = read();
      full = record.isEmpty() || isFull(record.get());
      return full ? Optional.empty() : record.map(SeatsFull::text);
    }
    return Optional.empty();
  }

  private Optional<TermRecord> read() {
    try {
      return store.read();
    } catch (TryLaterException e) {
      return Optional.empty();
    }
  }

  private boolean isFull(TermRecord record) {
    long seated =
        record.seats().stream().filter(seat -> seat.standing() == Standing.SEATED).count();
    return seated >= wanted && isSpread(record);
  }

  /** While one moves the group is smaller for seconds, and a loss costs more. */
  private boolean isSpread(TermRecord record) {
    try {
      return naming.isSpread(record);
    } catch (TryLaterException e) {
      return true;
    }
  }

  private static String text(TermRecord record) {
    return "all seats to be taken where they stay: "
        + record.seats().stream().map(SeatsFull::text).collect(Collectors.joining(", "));
  }

  private static String text(SeatRecord seat) {
    return seat.node() + " " + seat.standing();
  }
}
