package io.gridpool.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The journal's file: opened, appended to, replaced; every method returns when the disk has it.
 *
 * <p>Threads: one.
 */
final class JournalFile implements AutoCloseable {
  private final Path path;
  private FileChannel channel;

  private JournalFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens for appending after {@code goodBytes}, cutting a torn tail off. */
  static JournalFile open(Path path, long goodBytes) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(goodBytes);
    channel.position(goodBytes);
    channel.force(true);
    syncFolder(path);
    return new JournalFile(path, channel);
  }

  static byte[] read(Path path) throws IOException {
    return Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
  }

  /**
   * Appends frames as one write; a failed write is taken back, so that no torn record stays in the
   * middle.
   */
  void append(List<byte[]> frames) throws IOException {
    long before = channel.position();
    try {
      write(channel, frames);
      channel.force(false);
    } catch (IOException e) {
      channel.truncate(before);
      channel.position(before);
      throw e;
    }
  }

  /** Replaces the whole file by these frames: written aside, then renamed over it. */
  void replace(List<byte[]> frames) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".new");
    FileChannel next =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    write(next, frames);
    next.force(true);
    Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(path);
    channel.close();
    channel = next;
  }

  long sizeBytes() throws IOException {
    return channel.position();
  }

  private static void write(FileChannel channel, List<byte[]> frames) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(frames.stream().mapToInt(frame -> frame.length).sum());
    frames.forEach(all::put);
    all.flip();
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  private static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
