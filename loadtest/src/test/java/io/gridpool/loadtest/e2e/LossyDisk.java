package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of a node that loses at {@code poweroff} what was not synced ({@code rig/powercut}).
 *
 * @param folder where it is mounted
 */
record LossyDisk(Path folder) {
  private static final Path MOUNTS = Path.of("/proc/mounts");

  /** The disks of these nodes; fails where one of them is an ordinary folder. */
  static List<LossyDisk> of(List<String> nodes) {
    return nodes.stream()
        .flatMap(node -> RealCluster.disks(node).stream())
        .map(LossyDisk::new)
        .peek(LossyDisk::isMounted)
        .toList();
  }

  /** Fails unless what was not synced would be lost here. */
  void isMounted() {
    String mount = folder + ".disk " + folder + " fuse.powercut ";
    try {
      assertThat(Files.readAllLines(MOUNTS))
          .as("mounts: does the cluster run with --powercut?")
          .anyMatch(line -> line.startsWith(mount));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what the next cut must take away, and syncs nothing. */
  void mark() {
    try {
      Files.writeString(marker(), "not synced");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(marker()).exists();
  }

  /** Fails unless the disk is mounted again without the mark. */
  void hasLostTheMark() {
    isMounted();
    assertThat(marker()).doesNotExist();
  }

  private Path marker() {
    return folder.resolve("marker-of-a-test");
  }
}
