package io.gridpool.loadtest.load.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Executes a plugin as a container runtime does: environment, configuration on standard input, wait
 * for the exit. The IPAM plugin runs alone, so no network namespace is needed.
 *
 * <p>Threads: any; at most {@link #AT_ONCE_MAX} processes run at a time, further calls wait.
 */
public final class PluginCalls implements AutoCloseable {
  /** Processes at once: what one node's runtime starts after a reboot, and a little more. */
  public static final int AT_ONCE_MAX = 256;

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String NETNS = "/var/run/netns/none";

  private final Path command;
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE_MAX, daemons());

  public PluginCalls(Path command) {
    this.command = command;
  }

  /** For whom a call is made. */
  public record Target(String namespace, String name, String uid) {
    /** {@code namespace/name}. */
    public String key() {
      return namespace + "/" + name;
    }
  }

  /** One call: what, for whom, in which sandbox, with which configuration. */
  public record Request(String verb, Target target, String containerId, String configuration) {}

  /** Makes the call and waits for its end. */
  public Answer call(Request request) {
    try {
      return threads.submit(() -> execute(request)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return nothing("interrupted", System.nanoTime());
    } catch (ExecutionException e) {
      return nothing(String.valueOf(e.getCause()), System.nanoTime());
    }
  }

  private Answer execute(Request request) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command.toString());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment(request));
    long execNs = System.nanoTime();
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(request.configuration().getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      // Who does not read its input has the last word by its exit code.
    }
    // The plugin's answer ends when it does; a plugin that hangs is ended by its limit.
    Thread limit = Thread.startVirtualThread(() -> endLate(process));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    long exitNs = System.nanoTime();
    limit.interrupt();
    return Answer.read(exit, out, execNs, exitNs);
  }

  private static void endLate(Process process) {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> environment(Request request) {
    Target target = request.target();
    return Map.of(
        "PATH",
        "/usr/bin:/bin",
        "CNI_COMMAND",
        request.verb(),
        "CNI_CONTAINERID",
        request.containerId(),
        "CNI_NETNS",
        NETNS,
        "CNI_IFNAME",
        "eth0",
        "CNI_PATH",
        command.toAbsolutePath().resolveSibling("").toString(),
        "CNI_ARGS",
        "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s"
            .formatted(target.namespace(), target.name(), request.containerId(), target.uid()));
  }

  private static Answer nothing(String message, long nowNs) {
    return new Answer(Answer.NO_ANSWER, message, "", "", nowNs, nowNs);
  }

  private static java.util.concurrent.ThreadFactory daemons() {
    return Thread.ofPlatform().daemon().name("call-", 0).factory();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
