package io.gridpool.loadtest.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Folders on disks that lose at a power cut what was not synced ({@code rig/powercut}). Needs root.
 *
 * <p>What a disk would hold is beside each folder, under its name with {@code .disk} added.
 */
public final class LossyDisks implements AutoCloseable {
  private static final String MOUNTED = " is mounted";

  private final Path program;
  private final Map<Path, Process> disks = new TreeMap<>();

  /** Mounts each folder; what is in it meanwhile is not seen. */
  public LossyDisks(Path program, List<Path> folders) {
    this.program = program;
    folders.forEach(folder -> disks.put(folder, mount(folder)));
  }

  /** Unmounts them at the latest when this process ends. */
  public LossyDisks closedAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-disks"));
    return this;
  }

  /** Everything that was not synced is gone; nobody may use the folders meanwhile. */
  public synchronized void cut() {
    disks.replaceAll((folder, disk) -> {
      end(folder, disk);
      return mount(folder);
    });
  }

  /** The same of one folder. */
  public synchronized void cut(Path folder) {
    disks.computeIfPresent(
        folder,
        (path, disk) -> {
          end(path, disk);
          return mount(path);
        });
  }

  /** Whether from now on each fsync in a folder takes half a second more. */
  public synchronized void slow(Path folder, boolean slow) {
    Process disk = disks.get(folder);
    if (disk == null) {
      throw new IllegalStateException(folder + " is on no lossy disk");
    }
    Signal.send(slow ? "USR1" : "USR2", disk.pid());
  }

  private Process mount(Path folder) {
    try {
      Path held = Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".disk"));
      Files.createDirectories(folder);
      Process disk =
          new ProcessBuilder(program + "", held + "", folder + "")
              .redirectError(folder.resolveSibling("disk.log").toFile())
              .start();
      String said = disk.inputReader(StandardCharsets.UTF_8).readLine();
      if (said == null || !said.endsWith(MOUNTED)) {
        throw new IllegalStateException(
            folder + " is no lossy disk: " + Files.readString(folder.resolveSibling("disk.log")));
      }
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException("no lossy disk at " + folder, e);
    }
  }

  private static void end(Path folder, Process disk) {
    var _ = disk.destroyForcibly().onExit().join();
    // A disk that is gone already has no mount.
    var _ = Command.of("umount", "-l", folder + "").run();
  }

  @Override
  public synchronized void close() {
    disks.forEach(LossyDisks::end);
    disks.clear();
  }
}
