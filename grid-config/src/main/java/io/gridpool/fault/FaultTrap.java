package io.gridpool.fault;

import io.gridpool.fault.FaultPoint.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process of a test where its file says so: {@code POINT SIDE}, for example {@code
 * JOURNAL_FORCE BEFORE}. The file is renamed to {@code FILE.hit} first, so that the next process
 * lives and the test sees that the point was reached.
 *
 * <p>Two keys are needed, so that no setting of a real node can do this by accident: the variable
 * {@value #FILE_VARIABLE} and the system property {@value #TEST_PROPERTY}.
 */
public final class FaultTrap {
  /** Environment variable with the path of the file. */
  public static final String FILE_VARIABLE = "GRIDPOOL_FAULT_FILE";

  /** System property that must be {@code true}. */
  public static final String TEST_PROPERTY = "gridpool.testProcess";

  /** What a killed process ends with: 128 + SIGKILL. */
  public static final int EXIT_KILLED = 137;

  private final Path file;

  private FaultTrap(Path file) {
    this.file = file;
  }

  /** Whether the environment asks for a trap that this process must not have. */
  public static boolean isRefused() {
    return System.getenv(FILE_VARIABLE) != null && !Boolean.getBoolean(TEST_PROPERTY);
  }

  static @Nullable FaultTrap ofThisProcess() {
    String file = System.getenv(FILE_VARIABLE);
    return file != null && Boolean.getBoolean(TEST_PROPERTY) ? new FaultTrap(Path.of(file)) : null;
  }

  void reached(FaultPoint point, Side side) {
    try {
      if (Files.readString(file).strip().equals(point + " " + side)) {
        Files.move(file, file.resolveSibling(file.getFileName() + ".hit"));
        Runtime.getRuntime().halt(EXIT_KILLED);
      }
    } catch (NoSuchFileException nothingWanted) {
      // The usual case: the test has not asked for an end, or another thread has just met it.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
