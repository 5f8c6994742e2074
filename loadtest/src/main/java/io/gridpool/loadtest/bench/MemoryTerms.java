package io.gridpool.loadtest.bench;

import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The term record of a measurement, in memory. */
final class MemoryTerms implements TermStore {
  private @Nullable TermRecord record;

  @Override
  public synchronized Optional<TermRecord> read() {
    return Optional.ofNullable(record);
  }

  @Override
  public synchronized TermRecord createIfAbsent(TermRecord first) {
    TermRecord standing = record == null ? versioned(first, 1) : record;
    record = standing;
    return standing;
  }

  @Override
  public synchronized Optional<TermRecord> replace(TermRecord changed) {
    if (record == null || !record.version().equals(changed.version())) {
      return Optional.empty();
    }
    record = versioned(changed, Long.parseLong(changed.version()) + 1);
    return Optional.of(record);
  }

  private static TermRecord versioned(TermRecord of, long version) {
    return of.stored(String.valueOf(version));
  }
}
