package io.gridpool.agent.journal;

import io.gridpool.agent.journal.JournalDisk.OpenFile;
import io.gridpool.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's file: opened, appended to, replaced; every method returns when the disk has it.
 *
 * <p>Threads: one.
 */
final class JournalFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

  private final JournalDisk disk;
  private final Path path;
  private @Nullable OpenFile file;

  /** Where writing goes on once the file can be opened (again). */
  private long goodBytes;

  private boolean nameIsSafe = true;

  private JournalFile(JournalDisk disk, Path path, long goodBytes) {
    this.disk = disk;
    this.path = path;
    this.goodBytes = goodBytes;
  }

  /**
   * Opens for appending after {@code goodBytes}, cutting a torn tail off. A disk that cannot be
   * written is tried again at each append: what was read is true all the same.
   */
  static JournalFile open(JournalDisk disk, Path path, long goodBytes) {
    JournalFile opened = new JournalFile(disk, path, goodBytes);
    try {
      var _ = opened.writable();
    } catch (IOException e) {
      LOG.error("journal {} cannot be written now: {}", path, e.toString());
    }
    return opened;
  }

  boolean isOpen() {
    return file != null;
  }

  /** The open file; opened again after a failure that could not be taken back. */
  private OpenFile writable() throws IOException {
    OpenFile open = file;
    if (open == null) {
      FaultPoint.JOURNAL_CUT.before();
      open = disk.open(path);
      open.cut(goodBytes);
      open.force();
      FaultPoint.JOURNAL_CUT.after();
      forceFolder(disk, path);
      file = open;
    }
    return open;
  }

  /**
   * Appends frames as one write; a failed write is taken back, so that no torn record stays in the
   * middle.
   */
  void append(List<byte[]> frames) throws IOException {
    OpenFile open = writable();
    long before = open.size();
    try {
      FaultPoint.JOURNAL_WRITE.before();
      open.append(together(frames));
      FaultPoint.JOURNAL_WRITE.after();
      FaultPoint.JOURNAL_FORCE.before();
      open.force();
      FaultPoint.JOURNAL_FORCE.after();
      makeNameSafe();
    } catch (IOException e) {
      takeBack(open, before, e);
      throw e;
    }
  }

  /** Where even that fails (a disk that turned read-only), the file is opened anew next time. */
  private void takeBack(OpenFile open, long before, IOException why) {
    try {
      open.cut(before);
    } catch (IOException worse) {
      why.addSuppressed(worse);
      goodBytes = before;
      file = null;
      closeQuietly(open);
    }
  }

  private static void closeQuietly(OpenFile open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.debug("while closing: {}", e.toString());
    }
  }

  /** Replaces the whole file by these frames: written aside, then renamed over it. */
  void replace(List<byte[]> frames) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".new");
    FaultPoint.COMPACT_WRITE.before();
    OpenFile next = disk.open(aside);
    try {
      next.cut(0);
      next.append(together(frames));
      next.force();
    } catch (IOException e) {
      takeBack(next, e);
      throw e;
    }
    FaultPoint.COMPACT_WRITE.after();
    FaultPoint.COMPACT_MOVE.before();
    disk.move(aside, path);
    FaultPoint.COMPACT_MOVE.after();
    // From here on the name is that of the new file: whatever fails next, nothing may be appended
    // to the old one any more, which no start would ever read.
    OpenFile before = file;
    file = next;
    nameIsSafe = false;
    if (before != null) {
      before.close();
    }
    makeNameSafe();
  }

  /** A copy that did not fit must not take the room of what comes next. */
  private static void takeBack(OpenFile aside, IOException why) {
    try {
      aside.cut(0);
    } catch (IOException worse) {
      why.addSuppressed(worse);
    }
    closeQuietly(aside);
  }

  /** After a failed force of the folder a power cut would bring the file before this one back. */
  private void makeNameSafe() throws IOException {
    if (!nameIsSafe) {
      forceFolder(disk, path);
      nameIsSafe = true;
    }
  }

  long sizeBytes() throws IOException {
    OpenFile open = file;
    return open == null ? goodBytes : open.size();
  }

  private static ByteBuffer together(List<byte[]> frames) {
    ByteBuffer all = ByteBuffer.allocate(frames.stream().mapToInt(frame -> frame.length).sum());
    frames.forEach(all::put);
    return all.flip();
  }

  private static void forceFolder(JournalDisk disk, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      FaultPoint.JOURNAL_SYNC.before();
      disk.forceFolder(folder);
      FaultPoint.JOURNAL_SYNC.after();
    }
  }

  @Override
  public void close() throws IOException {
    OpenFile open = file;
    if (open != null) {
      open.close();
    }
  }
}
