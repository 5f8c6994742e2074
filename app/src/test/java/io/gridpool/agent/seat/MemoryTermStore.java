package io.gridpool.agent.seat;

import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A term store in memory with the compare-and-swap of a real one. */
final class MemoryTermStore implements TermStore {
  private @Nullable TermRecord record;

  @Override
  public synchronized Optional<TermRecord> read() {
    return Optional.ofNullable(record);
  }

  @Override
  public synchronized TermRecord createIfAbsent(TermRecord first) {
    TermRecord current = record == null ? versioned(first, 1) : record;
    record = current;
    return current;
  }

  @Override
  public synchronized Optional<TermRecord> replace(TermRecord changed) {
    if (record == null || !record.version().equals(changed.version())) {
      return Optional.empty();
    }
    record = versioned(changed, Long.parseLong(changed.version()) + 1);
    return Optional.of(record);
  }

  private static TermRecord versioned(TermRecord record, long version) {
    return record.stored("" + version);
  }
}
