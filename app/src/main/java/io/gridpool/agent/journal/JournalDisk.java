package io.gridpool.agent.journal;

import io.gridpool.agent.disk.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The disk under a journal, as little of it as the journal needs. What was not forced may be lost
 * when the power goes, wholly or in part; so may a new or renamed entry of a folder that was not
 * forced.
 *
 * <p>Threads: one.
 */
interface JournalDisk {
  /** The disk of this machine. */
  JournalDisk OF_THIS_MACHINE = new RealDisk();

  /** The whole file; empty when there is none. */
  byte[] read(Path file) throws IOException;

  /** Opens for writing; an absent file is made. */
  OpenFile open(Path file) throws IOException;

  /** Gives a file the name of another, which it replaces. */
  void move(Path from, Path to) throws IOException;

  /** Returns when the names in this folder are safe. */
  void forceFolder(Path folder) throws IOException;

  /** A file that is written at its end. */
  interface OpenFile extends AutoCloseable {
    /** Cuts off what is behind; writing goes on there. */
    void cut(long bytes) throws IOException;

    /** Writes all of it at the end. */
    void append(ByteBuffer bytes) throws IOException;

    /** Returns when everything written so far is safe. */
    void force() throws IOException;

    /** Where the next byte will be. */
    long size() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Files of the operating system. */
  final class RealDisk implements JournalDisk {
    private RealDisk() {}

    @Override
    public byte[] read(Path file) throws IOException {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    @Override
    public OpenFile open(Path file) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.position(channel.size());
      return new RealFile(channel);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      Folders.sync(folder);
    }
  }

  /** A channel at the end of its file. */
  record RealFile(FileChannel channel) implements OpenFile {
    @Override
    public void cut(long bytes) throws IOException {
      channel.truncate(bytes);
      channel.position(bytes);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public long size() throws IOException {
      return channel.position();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
