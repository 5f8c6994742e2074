package io.gridpool.agent.journal;

import io.gridpool.agent.disk.Folders;
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
import java.util.Set;
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

  /** The most records that wait for the disk. */
  static final int QUEUE_MAX = 4_096;

  /** The most records that share one fsync. */
  static final int GROUP_MAX = 256;

  /** How long a caller waits for the disk, in milliseconds. */
  static final long DISK_LIMIT_MS = 5_000;

  /** Between two looks whether a disk that failed takes records again. */
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  private static final EndpointKey NOBODY = new EndpointKey("", "");

  private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final JournalBook book;
  private final Path folder;
  private final Measurements measurements;
  private final Thread writer;
  private final Set<EndpointKey> unforgotten = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile Optional<String> problem = Optional.empty();
  private long triedAtNs;

  private record Write(JournalRecord record, CompletableFuture<@Nullable Void> onDisk) {}

  private DiskJournal(JournalBook book, Path folder, Measurements measurements) {
    this.book = book;
    this.folder = folder;
    this.measurements = measurements;
    this.writer = Thread.ofPlatform().name("journal").daemon().start(this::writeLoop);
  }

  /**
   * Opens the journal in {@code folder} and replays it; errors are the disk's. One that can be read
   * and not written is open all the same, and says so in {@link #problem}.
   */
  public static DiskJournal open(Path folder) throws IOException {
    return open(folder, Measurements.NONE);
  }

  /** The same; {@code measurements} hears how long the disk took. */
  public static DiskJournal open(Path folder, Measurements measurements) throws IOException {
    Folders.make(folder);
    JournalBook book = JournalBook.open(JournalDisk.OF_THIS_MACHINE, folder);
    return new DiskJournal(book, folder, measurements);
  }

  @Override
  public void hold(Held held) {
    unforgotten.remove(held.endpoint().key());
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
      var _ = enqueue(JournalRecords.forgotten(key, System.currentTimeMillis()));
    }
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public Optional<Held> find(EndpointKey key) {
    return book.find(key);
  }

  @Override
  public List<Held> all() {
    return book.all();
  }

  @Override
  public List<Freed> freed() {
    return book.freed(System.currentTimeMillis());
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

  private void await(CompletableFuture<@Nullable Void> onDisk) {
    try {
      onDisk.get(DISK_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TryLaterException(sentence(e.getCause()), e);
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
    if (!book.isWritable()) {
      tryAgain();
    }
    while (!closed || !queue.isEmpty()) {
      try {
        Write first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, GROUP_MAX - 1);
          writeGroup(group);
          group.clear();
        } else if (problem.isPresent() && System.nanoTime() - triedAtNs > RETRY_NS) {
          tryAgain();
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
      problem = Optional.empty();
      book.compactIfWorthIt();
    } catch (IOException | RuntimeException e) {
      LOG.error("journal write failed records={} because={}", group.size(), e.toString());
      boolean undone = group.stream().anyMatch(write -> !write.onDisk().isDone());
      if (undone) {
        triedAtNs = System.nanoTime();
        problem = Optional.of(sentence(e));
        group.forEach(this::keepUnforgotten);
      }
      group.forEach(write -> write.onDisk().completeExceptionally(e));
    }
  }

  /** What was to be forgotten is written later: nobody waits for it, and nobody would ask again. */
  private void keepUnforgotten(Write failed) {
    if (failed.record().hasForgotten() && unforgotten.size() < QUEUE_MAX) {
      var gone = failed.record().getForgotten();
      unforgotten.add(new EndpointKey(gone.getPodNamespace(), gone.getPodName()));
    }
  }

  /** Whether the disk takes records again; the one that asks says that nobody is forgotten. */
  private void tryAgain() {
    List<EndpointKey> keys = new ArrayList<>(unforgotten);
    List<Write> group = new ArrayList<>();
    keys.forEach(key -> group.add(forgetting(key)));
    group.add(forgetting(NOBODY));
    triedAtNs = System.nanoTime();
    writeGroup(group);
    if (problem.isEmpty()) {
      keys.forEach(unforgotten::remove);
      LOG.info("journal in {} is written again, forgotten={}", folder, keys.size());
    }
  }

  private static Write forgetting(EndpointKey key) {
    long nowMs = System.currentTimeMillis();
    return new Write(JournalRecords.forgotten(key, nowMs), new CompletableFuture<>());
  }

  private String sentence(@Nullable Throwable cause) {
    return "the journal of this node in "
        + folder
        + " cannot be written: "
        + String.valueOf(cause)
        + "; "
        + free()
        + ". Leases of new pods wait, DEL and CHECK go on";
  }

  private String free() {
    try {
      return Files.getFileStore(folder).getUsableSpace() + " bytes are free there";
    } catch (IOException e) {
      return "what is free there cannot be told";
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
