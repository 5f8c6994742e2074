package io.gridpool.agent.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Folders whose names survive a power cut.
 *
 * <p>A name, of a file or of a folder, is on the disk for certain only once the folder that has it
 * is synced (POSIX {@code fsync}, Rationale): what is inside a folder is gone with its name.
 */
public final class Folders {
  private Folders() {}

  /** Makes a folder, and those above it, unless they are there. */
  public static void make(Path folder) throws IOException {
    Path above = folder.toAbsolutePath().getParent();
    if (above == null || Files.isDirectory(folder)) {
      return;
    }
    make(above);
    Files.createDirectories(folder);
    saveName(folder);
  }

  /** Returns once the name of a file or folder is on the disk. */
  public static void saveName(Path path) throws IOException {
    Path above = path.toAbsolutePath().getParent();
    if (above != null) {
      sync(above);
    }
  }

  /** Returns once the names in a folder are on the disk. */
  public static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
