package io.gridpool.loadtest.load.grid;

import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.process.AgentProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process in which {@link SharedAgents} run. */
final class SharedJvm {
  private static final String HEAP_MAX = "-Xmx2g";

  private final Process process;

  private SharedJvm(Process process) {
    this.process = process;
  }

  /** Starts agents in it; does not wait. */
  static SharedJvm start(Place place, List<AgentProcess> agents) {
    List<String> line = new ArrayList<>(LoadGrid.OWN_GROUP);
    line.addAll(List.of(place.runtime().java().toString(), "@" + place.runtime().jvmOptions()));
    line.addAll(List.of(HEAP_MAX, "-cp", System.getProperty("java.class.path", "")));
    line.add(SharedAgents.class.getName());
    agents.forEach(agent -> line.add(agent.writeSettings().toString()));
    try {
      return new SharedJvm(
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(place.work().resolve("shared-agents.log").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM, and SIGKILL when that does not help within the limit. */
  void stop(Duration limit) {
    process.destroy();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
