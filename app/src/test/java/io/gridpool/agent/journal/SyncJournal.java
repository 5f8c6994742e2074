package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal;
import io.gridpool.agent.proto.journal.JournalRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The agent's journal without its thread, for runs that one seed determines. */
public final class SyncJournal implements LeaseJournal {
  private static final Path FOLDER = Path.of("/state");
  private static final long COMPACT_BYTES_MIN = 4_096;

  private final JournalBook book;
  private final LongSupplier clockMs;

  /** Opens it on a disk, as a start of the agent does. */
  public SyncJournal(PowerCutDisk disk, LongSupplier clockMs) {
    this.clockMs = clockMs;
    try {
      book = JournalBook.open(disk, FOLDER, COMPACT_BYTES_MIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void hold(Held held) {
    write(JournalRecords.held(held));
  }

  @Override
  public void forget(EndpointKey key) {
    if (book.find(key).isPresent()) {
      write(JournalRecords.forgotten(key, clockMs.getAsLong()));
    }
  }

  private void write(JournalRecord record) {
    try {
      book.write(List.of(record));
    } catch (IOException e) {
      throw new TryLaterException("the journal cannot be written", e);
    }
    try {
      book.compactIfWorthIt();
    } catch (IOException e) {
      // The record is safe; the file is only longer than it must be.
    }
  }

  @Override
  public Optional<Held> find(EndpointKey key) {
    return book.find(key);
  }

  /** In the order of their keys, whatever the map's. */
  @Override
  public List<Held> all() {
    return book.all().stream()
        .sorted(Comparator.comparing(held -> held.endpoint().key().toString()))
        .toList();
  }

  @Override
  public List<Freed> freed() {
    return book.freed(clockMs.getAsLong());
  }
}
