package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal.Freed;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.journal.EndedLeases.Ended;
import io.gridpool.agent.proto.journal.ForgottenRecord;
import io.gridpool.agent.proto.journal.JournalRecord;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a journal knows, and the file in which it stands: nothing is known here that the disk does
 * not have.
 *
 * <p>Threads: one writes, any reads.
 */
final class JournalBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalBook.class);
  private static final String FILE_NAME = "leases.journal";

  /** Up to this size the file is never rewritten, in bytes. */
  static final long COMPACT_BYTES_MIN = 4L << 20;

  private final Map<EndpointKey, Held> held = new ConcurrentHashMap<>();
  private final EndedLeases ended = new EndedLeases();
  private final JournalFile file;
  private final long compactBytesMin;
  private volatile long sizeBytes;

  private JournalBook(JournalFile file, List<JournalRecord> records, long compactBytesMin)
      throws IOException {
    this.file = file;
    this.sizeBytes = file.sizeBytes();
    this.compactBytesMin = compactBytesMin;
    records.forEach(this::remember);
  }

  /** Reads the journal of a folder and goes on behind its last good record. */
  static JournalBook open(JournalDisk disk, Path folder) throws IOException {
    return open(disk, folder, COMPACT_BYTES_MIN);
  }

  /** The same with another size from which on the file is rewritten, in bytes. */
  static JournalBook open(JournalDisk disk, Path folder, long compactBytesMin) throws IOException {
    Path path = folder.resolve(FILE_NAME);
    byte[] bytes = disk.read(path);
    JournalReplay replay = JournalReplay.of(bytes);
    if (replay.lostBytes() > 0) {
      LOG.error(
          "journal {} is damaged: {} bytes in its middle could not be read, {} records around them"
              + " were",
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
    return new JournalBook(
        JournalFile.open(disk, path, replay.goodBytes()), replay.records(), compactBytesMin);
  }

  /** Whether the file could be opened for writing. */
  boolean isWritable() {
    return file.isOpen();
  }

  /** Writes records as one; returns when the disk has them. */
  void write(List<JournalRecord> records) throws IOException {
    file.append(records.stream().map(record -> JournalFrame.of(record.toByteArray())).toList());
    records.forEach(this::remember);
    sizeBytes = file.sizeBytes();
  }

  /** How many leases it knows. */
  int size() {
    return held.size();
  }

  /** Length of the file in bytes, as of the last write. */
  long sizeBytes() {
    return sizeBytes;
  }

  Optional<Held> find(EndpointKey key) {
    return Optional.ofNullable(held.get(key));
  }

  List<Held> all() {
    return List.copyOf(held.values());
  }

  /** As {@link io.gridpool.agent.ipam.LeaseJournal#freed}, at a time of this node's clock. */
  List<Freed> freed(long nowMs) {
    return ended().map(one -> new Freed(one.held(), Math.max(0, nowMs - one.atMs()))).toList();
  }

  private Stream<Ended> ended() {
    return ended.all().stream().filter(one -> !held.containsKey(keyOf(one)));
  }

  private static EndpointKey keyOf(Ended ended) {
    return ended.held().endpoint().key();
  }

  private void remember(JournalRecord record) {
    switch (record.getChangeCase()) {
      case HELD -> {
        Held read = JournalRecords.held(record.getHeld());
        held.put(read.endpoint().key(), read);
      }
      case FORGOTTEN -> forget(record.getForgotten());
      case CHANGE_NOT_SET -> LOG.warn("a journal record of an unknown kind was skipped");
    }
  }

  /** What is kept for a name is forgotten while it lives on: only other leases end here. */
  private void forget(ForgottenRecord gone) {
    Held was = held.remove(new EndpointKey(gone.getPodNamespace(), gone.getPodName()));
    if (was != null && !was.endpoint().sticky() && gone.getAtMs() > 0) {
      ended.add(new Ended(was, gone.getAtMs()));
    }
  }

  /** Rewrites the file when less than half of it is still true. */
  void compactIfWorthIt() throws IOException {
    if (file.sizeBytes() < compactBytesMin) {
      return;
    }
    List<byte[]> live =
        Stream.concat(ended().flatMap(JournalBook::records), heldRecords())
            .map(record -> JournalFrame.of(record.toByteArray()))
            .toList();
    if (live.stream().mapToLong(frame -> frame.length).sum() * 2 < file.sizeBytes()) {
      file.replace(live);
      sizeBytes = file.sizeBytes();
    }
  }

  private Stream<JournalRecord> heldRecords() {
    return held.values().stream().map(JournalRecords::held);
  }

  private static Stream<JournalRecord> records(Ended ended) {
    return Stream.of(
        JournalRecords.held(ended.held()), JournalRecords.forgotten(keyOf(ended), ended.atMs()));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
