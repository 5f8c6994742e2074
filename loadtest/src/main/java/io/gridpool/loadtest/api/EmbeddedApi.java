package io.gridpool.loadtest.api;

import io.gridpool.loadtest.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The embedded API server as a process of its own. */
public final class EmbeddedApi implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int PORT = 6443;

  private final Process process;
  private final Path kubeconfig;

  private EmbeddedApi(Process process, Path kubeconfig) {
    this.process = process;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts it on {@code address} and returns once it has written its kubeconfig into {@code work}.
   */
  public static EmbeddedApi start(Path java, String address, Path work) {
    Path kubeconfig = work.resolve("kubeconfig");
    Path log = work.resolve("api-server.log");
    try {
      Files.createDirectories(work);
      Files.deleteIfExists(kubeconfig);
      Process process =
          new ProcessBuilder(
                  java.toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EmbeddedApiServer.class.getName(),
                  address,
                  String.valueOf(PORT),
                  kubeconfig.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return started(new EmbeddedApi(process, kubeconfig), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that does not come up is ended: it would keep the address from those after it. */
  private static EmbeddedApi started(EmbeddedApi api, Path log) {
    try {
      Await.until(
          "the embedded API server; see " + log, START_LIMIT, () -> Files.exists(api.kubeconfig));
      return api;
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** The file to reach it with. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
