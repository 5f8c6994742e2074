package io.gridpool.agent.disk;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That their names survive is played on a lossy disk: {@code ./gridpool e2e --powercut}. */
class FoldersTest {
  @TempDir Path base;

  @Test
  void makesWhatIsMissingAndLeavesWhatIsThere() throws IOException {
    Path folder = base.resolve("state/queue");

    Folders.make(folder);
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Folders.make(folder);

    assertTrue(Files.exists(kept));
  }

  @Test
  void aFileInTheWayIsAnErrorAndStays() throws IOException {
    Path file = Files.writeString(base.resolve("state"), "a file");

    assertThrows(IOException.class, () -> Folders.make(file.resolve("queue")));

    assertTrue(Files.isRegularFile(file));
  }
}
