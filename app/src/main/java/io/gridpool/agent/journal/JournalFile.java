package io.gridpool.agent.journal;

import io.gridpool.agent.journal.JournalDisk.OpenFile;
import io.gridpool.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The journal's file: opened, appended to, replaced; every method returns when the disk has it.
 *
 * <p>Threads: one.
 */
final class JournalFile implements AutoCloseable {
  private final JournalDisk disk;
  private final Path path;
  private OpenFile file;
  private boolean nameIsSafe = true;

  private JournalFile(JournalDisk disk, Path path, OpenFile file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  /** Opens for appending after {@code goodBytes}, cutting a torn tail off. */
  static JournalFile open(JournalDisk disk, Path path, long goodBytes) throws IOException {
    FaultPoint.JOURNAL_CUT.before();
    OpenFile file = disk.open(path);
    file.cut(goodBytes);
    file.force();
    FaultPoint.JOURNAL_CUT.after();
    forceFolder(disk, path);
    return new JournalFile(disk, path, file);
  }

  /**
   * Appends frames as one write; a failed write is taken back, so that no torn record stays in the
   * middle.
   */
  void append(List<byte[]> frames) throws IOException {
    long before = file.size();
    try {
      FaultPoint.JOURNAL_WRITE.before();
      file.append(together(frames));
      FaultPoint.JOURNAL_WRITE.after();
      FaultPoint.JOURNAL_FORCE.before();
      file.force();
      FaultPoint.JOURNAL_FORCE.after();
      makeNameSafe();
    } catch (IOException e) {
      file.cut(before);
      throw e;
    }
  }

  /** Replaces the whole file by these frames: written aside, then renamed over it. */
  void replace(List<byte[]> frames) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".new");
    FaultPoint.COMPACT_WRITE.before();
    OpenFile next = disk.open(aside);
    next.cut(0);
    next.append(together(frames));
    next.force();
    FaultPoint.COMPACT_WRITE.after();
    FaultPoint.COMPACT_MOVE.before();
    disk.move(aside, path);
    FaultPoint.COMPACT_MOVE.after();
    // From here on the name is that of the new file: whatever fails next, nothing may be appended
    // to the old one any more, which no start would ever read.
    OpenFile before = file;
    file = next;
    nameIsSafe = false;
    before.close();
    makeNameSafe();
  }

  /** After a failed force of the folder a power cut would bring the file before this one back. */
  private void makeNameSafe() throws IOException {
    if (!nameIsSafe) {
      forceFolder(disk, path);
      nameIsSafe = true;
    }
  }

  long sizeBytes() throws IOException {
    return file.size();
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
    file.close();
  }
}
