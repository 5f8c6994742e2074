package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal;
import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.proto.journal.JournalRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's leases in one append-only file; one thread writes, so that records which arrive
 * together share an fsync.
 */
public final class DiskJournal implements LeaseJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);

  /** The most records that wait for the disk. */
  static final int QUEUE_MAX = 4_096;

  /** The most records that share one fsync. */
  static final int GROUP_MAX = 256;

  /** How long a caller waits for the disk, in milliseconds. */
  static final long DISK_LIMIT_MS = 5_000;

  private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final JournalBook book;
  private final Measurements measurements;
  private final Thread writer;
  private volatile boolean closed;

  private record Write(JournalRecord record, CompletableFuture<@Nullable Void> onDisk) {}

  private DiskJournal(JournalBook book, Measurements measurements) {
    this.book = book;
    this.measurements = measurements;
    this.writer = Thread.ofPlatform().name("journal").daemon().start(this::writeLoop);
  }

  /** Opens the journal in {@code folder} and replays it; errors are the disk's. */
  public static DiskJournal open(Path folder) throws IOException {
    return open(folder, Measurements.NONE);
  }

  /** The same; {@code measurements} hears how long the disk took. */
  public static DiskJournal open(Path folder, Measurements measurements) throws IOException {
    Files.createDirectories(folder);
    return new DiskJournal(JournalBook.open(JournalDisk.OF_THIS_MACHINE, folder), measurements);
  }

  @Override
  public void hold(Held held) {
    long startNs = System.nanoTime();
    try {
      await(enqueue(JournalRecords.held(held)));
    } finally {
      measurements.stage(Stage.FSYNC, System.nanoTime() - startNs);
    }
  }

  @Override
  public void forget(EndpointKey key) {
    if (book.find(key).isPresent()) {
      var _ = enqueue(JournalRecords.forgotten(key));
    }
  }

  @Override
  public Optional<Held> find(EndpointKey key) {
    return book.find(key);
  }

  @Override
  public List<Held> all() {
    return book.all();
  }

  /** How many leases it holds. */
  public int size() {
    return book.size();
  }

  /** Length of its file in bytes, as of the last write. */
  public long sizeBytes() {
    return book.sizeBytes();
  }

  private CompletableFuture<@Nullable Void> enqueue(JournalRecord record) {
    Write write = new Write(record, new CompletableFuture<>());
    if (closed || !queue.offer(write)) {
      throw new TryLaterException(
          closed
              ? "the journal of this node is closed"
              : "the journal of this node is " + QUEUE_MAX + " records behind its disk");
    }
    return write.onDisk();
  }

  private static void await(CompletableFuture<@Nullable Void> onDisk) {
    try {
      onDisk.get(DISK_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TryLaterException(
          "the journal of this node cannot be written: " + String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new TryLaterException(
          "the journal's disk did not answer within " + DISK_LIMIT_MS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("interrupted while the journal was written", e);
    }
  }

  private void writeLoop() {
    List<Write> group = new ArrayList<>(GROUP_MAX);
    while (!closed || !queue.isEmpty()) {
      try {
        Write first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, GROUP_MAX - 1);
          writeGroup(group);
          group.clear();
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private void writeGroup(List<Write> group) {
    try {
      long startNs = System.nanoTime();
      book.write(group.stream().map(Write::record).toList());
      measurements.journalWritten(group.size(), System.nanoTime() - startNs);
      group.forEach(write -> write.onDisk().complete(null));
      book.compactIfWorthIt();
    } catch (IOException | RuntimeException e) {
      LOG.error("journal write failed records={} because={}", group.size(), e.toString());
      group.forEach(write -> write.onDisk().completeExceptionally(e));
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      writer.join(DISK_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    book.close();
  }
}
