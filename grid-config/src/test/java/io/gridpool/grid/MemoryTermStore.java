package io.gridpool.grid;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A term store in memory with the compare-and-swap of a real one. */
public final class MemoryTermStore implements TermStore {
  private final AtomicReference<@Nullable TermRecord> record = new AtomicReference<>();

  @Override
  public Optional<TermRecord> read() {
    return Optional.ofNullable(record.get());
  }

  @Override
  public synchronized TermRecord createIfAbsent(TermRecord first) {
    TermRecord current = record.get();
    if (current == null) {
      current = versioned(first, 1);
      record.set(current);
    }
    return current;
  }

  @Override
  public synchronized Optional<TermRecord> replace(TermRecord changed) {
    TermRecord current = record.get();
    if (current == null || !current.version().equals(changed.version())) {
      return Optional.empty();
    }
    TermRecord next = versioned(changed, Long.parseLong(current.version()) + 1);
    record.set(next);
    return Optional.of(next);
  }

  /** Brings an older record back, as a restored backup does. */
  public synchronized void setBack(TermRecord old) {
    TermRecord current = record.get();
    long version = current == null ? 0 : Long.parseLong(current.version());
    record.set(
        new TermRecord(old.term(), old.formed(), old.seats(), "" + (version + 1), old.stamp()));
  }

  private static TermRecord versioned(TermRecord record, long version) {
    return record.stored("" + version);
  }
}
