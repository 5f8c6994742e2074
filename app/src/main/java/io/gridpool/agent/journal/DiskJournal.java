package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal;
import io.gridpool.agent.proto.journal.JournalRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final String FILE_NAME = "leases.journal";

  /** The most records that wait for the disk. */
  static final int QUEUE_MAX = 4_096;

  /** The most records that share one fsync. */
  static final int GROUP_MAX = 256;

  /** Up to this size the file is never rewritten, in bytes. */
  static final long COMPACT_BYTES_MIN = 4L << 20;

  /** How long a caller waits for the disk, in milliseconds. */
  static final long DISK_LIMIT_MS = 5_000;

  private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Map<EndpointKey, Held> held = new ConcurrentHashMap<>();
  private final JournalFile file;
  private final Thread writer;
  private volatile boolean closed;

  private record Write(JournalRecord record, CompletableFuture<@Nullable Void> onDisk) {}

  private DiskJournal(JournalFile file, List<JournalRecord> records) {
    this.file = file;
    records.forEach(this::remember);
    this.writer = Thread.ofPlatform().name("journal").daemon().start(this::writeLoop);
  }

  /** Opens the journal in {@code folder} and replays it; errors are the disk's. */
  public static DiskJournal open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(FILE_NAME);
    byte[] bytes = JournalFile.read(path);
    JournalReplay replay = JournalReplay.of(bytes);
    if (replay.lostBytes() > 0) {
      LOG.error(
          "journal {} is damaged: {} bytes in its middle could not be read, {} records around them were",
          path,
          replay.lostBytes(),
          replay.records().size());
    }
    if (replay.goodBytes() < bytes.length) {
      LOG.warn(
          "journal {} had a torn tail of {} bytes, cut at the last good record",
          path,
          bytes.length - replay.goodBytes());
    }
    return new DiskJournal(JournalFile.open(path, replay.goodBytes()), replay.records());
  }

  @Override
  public void hold(Held held) {
    await(enqueue(JournalRecords.held(held)));
  }

  @Override
  public void forget(EndpointKey key) {
    if (held.containsKey(key)) {
      var _ = enqueue(JournalRecords.forgotten(key));
    }
  }

  @Override
  public Optional<Held> find(EndpointKey key) {
    return Optional.ofNullable(held.get(key));
  }

  @Override
  public List<Held> all() {
    return List.copyOf(held.values());
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
      file.append(
          group.stream().map(write -> JournalFrame.of(write.record().toByteArray())).toList());
      group.forEach(write -> remember(write.record()));
      group.forEach(write -> write.onDisk().complete(null));
      compactIfWorthIt();
    } catch (IOException | RuntimeException e) {
      LOG.error("journal write failed records={} because={}", group.size(), e.toString());
      group.forEach(write -> write.onDisk().completeExceptionally(e));
    }
  }

  private void remember(JournalRecord record) {
    switch (record.getChangeCase()) {
      case HELD -> {
        Held read = JournalRecords.held(record.getHeld());
        held.put(read.endpoint().key(), read);
      }
      case FORGOTTEN ->
          held.remove(
              new EndpointKey(
                  record.getForgotten().getPodNamespace(), record.getForgotten().getPodName()));
      case CHANGE_NOT_SET -> LOG.warn("a journal record of an unknown kind was skipped");
    }
  }

  /** Rewrites the file when less than half of it is still true. */
  private void compactIfWorthIt() throws IOException {
    if (file.sizeBytes() < COMPACT_BYTES_MIN) {
      return;
    }
    List<byte[]> live =
        held.values().stream()
            .map(h -> JournalFrame.of(JournalRecords.held(h).toByteArray()))
            .toList();
    if (live.stream().mapToLong(frame -> frame.length).sum() * 2 < file.sizeBytes()) {
      file.replace(live);
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
    file.close();
  }
}
