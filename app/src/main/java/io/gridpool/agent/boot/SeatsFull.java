package io.gridpool.agent.boot;

import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether every seat of the term is taken and has caught up, asked by an agent that starts: it is
 * not ready before, so that a rolling update goes on to the next agent only then. Once it was full,
 * this agent does not ask again: a seat that is lost elsewhere does not make it unready.
 */
final class SeatsFull {
  private final TermStore store;
  private final int wanted;
  private boolean full;

  SeatsFull(TermStore store, int wanted) {
    this.store = store;
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
    return seated >= wanted;
  }

  private static String text(TermRecord record) {
    return "all seats to be taken: "
        + record.seats().stream().map(SeatsFull::text).collect(Collectors.joining(", "));
  }

  private static String text(SeatRecord seat) {
    return seat.node() + " " + seat.standing();
  }
}
