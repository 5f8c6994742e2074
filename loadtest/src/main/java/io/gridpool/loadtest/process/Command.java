package io.gridpool.loadtest.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One command that runs to its end within a limit.
 *
 * <p>Errors: {@link UncheckedIOException} when it cannot be started; a limit that passes kills it.
 */
public record Command(
    List<String> line, Map<String, String> environment, String stdin, Duration limit) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** How it ended; {@code exit} is −1 when its limit passed. */
  public record Output(int exit, String out, String err, double durationMs) {
    /** The standard output of a command that must succeed. */
    public String orThrow() {
      if (exit != 0) {
        throw new IllegalStateException("exit " + exit + ": " + (err + out).strip());
      }
      return out;
    }
  }

  /** A command with the default limit of 30 s. */
  public static Command of(String... line) {
    return new Command(List.of(line), Map.of(), "", LIMIT);
  }

  /** Runs it; {@code durationMs} is from before the start to after the end. */
  public Output run() {
    try {
      Path out = Files.createTempFile("gridpool", ".out");
      Path err = Files.createTempFile("gridpool", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        long startNs = System.nanoTime();
        int exit = await(builder.start());
        double durationMs = (System.nanoTime() - startNs) / 1e6;
        return new Output(exit, Files.readString(out), Files.readString(err), durationMs);
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + String.join(" ", line), e);
    }
  }

  private int await(Process process) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      // A command that does not read its input has the last word by its exit code.
    }
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly().waitFor();
      return -1;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
