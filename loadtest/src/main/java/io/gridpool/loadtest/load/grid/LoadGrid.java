package io.gridpool.loadtest.load.grid;

import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.load.measure.Processes;
import io.gridpool.loadtest.load.measure.Scrape;
import io.gridpool.loadtest.load.plugin.Plugin;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agents of the hollow nodes: one for each node, because an agent serves the pods of its own
 * node only. The first ones are processes of their own, as on a node; where there are more nodes
 * than the machine has room for JVMs, the others share one.
 */
public final class LoadGrid implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** A process group of its own: Ctrl-C is for the harness, which then ends its agents in order. */
  private static final List<String> OWN_GROUP = List.of("setsid");

  private final Place place;
  private final List<AgentProcess> agents;
  private final int processes;
  private @Nullable Process shared;

  /**
   * Plans the agents.
   *
   * @param size how many nodes, and how many of their agents are processes of their own
   */
  public LoadGrid(Place place, ApiAccess access, String network, Size size) {
    this.place = place;
    this.processes = Math.min(size.nodes(), size.processes());
    this.agents =
        Fleet.onLoopback(place, access, network, Fleet.Size.of(size.nodes())).agents().stream()
            .map(agent -> new AgentProcess(agent.plan().with(OWN_GROUP)))
            .toList();
  }

  /** How many nodes, and how many of their agents are processes of their own. */
  public record Size(int nodes, int processes) {}

  /** Starts all and waits until each serves. */
  public void start() {
    own().forEach(this::start);
    startShared();
    Await.until(
        "all agents serve; see " + place.work(),
        READY_LIMIT,
        () -> {
          for (AgentProcess agent : own()) {
            if (!agent.alive()) {
              throw new IllegalStateException(
                  "the agent of "
                      + agent.plan().node()
                      + " has ended; see "
                      + place.work().resolve(agent.plan().node()).resolve("agent.log"));
            }
          }
          return agents.stream().allMatch(LoadGrid::serves);
        });
  }

  /** Starts one again; does not wait. */
  public void start(AgentProcess agent) {
    agent.start(place.runtime());
    remember(agent.pid());
  }

  private void startShared() {
    List<AgentProcess> others = agents.subList(processes, agents.size());
    if (others.isEmpty()) {
      return;
    }
    List<String> line = new ArrayList<>(OWN_GROUP);
    line.addAll(List.of(place.runtime().java().toString(), "@" + place.runtime().jvmOptions()));
    line.addAll(List.of("-Xmx2g", "-cp", System.getProperty("java.class.path", "")));
    line.add(SharedAgents.class.getName());
    others.forEach(agent -> line.add(agent.writeSettings().toString()));
    try {
      shared =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(place.work().resolve("shared-agents.log").toFile())
              .start();
      remember(shared.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For whoever has to end them when this process could not. */
  private void remember(long pid) {
    try {
      Files.writeString(
          place.work().resolve("pids"),
          pid + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an agent answers and serves. */
  public static boolean serves(AgentProcess agent) {
    return agent.status().map(status -> status.path("ready").asBoolean()).orElse(false);
  }

  /** Agents that are processes of their own; only these have faults. */
  public List<AgentProcess> own() {
    return agents.subList(0, processes);
  }

  /** All agents. */
  public List<AgentProcess> agents() {
    return agents;
  }

  /** The agent of a node. */
  public AgentProcess of(String node) {
    return agents.stream()
        .filter(agent -> agent.plan().node().equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** The agent whose seat leads; empty while none does. */
  public Optional<AgentProcess> leader() {
    return own().stream().filter(AgentProcess::leads).findFirst();
  }

  /** Where the plugin finds the agent of a node. */
  public Map<String, String> paths(String node) {
    AgentPlan plan = of(node).plan();
    return Map.of("SOCKET", plan.socket().toString(), "DEL_QUEUE", plan.releaseFolder().toString());
  }

  /** What the agents count, by node; of those that answer. */
  public Map<String, Scrape> scrape() {
    Map<String, Scrape> all = new java.util.TreeMap<>();
    for (AgentProcess agent : agents) {
      agent
          .metrics()
          .ifPresent(text ->
              all.put(agent.plan().node(), Scrape.parse(text, "gridpool_", "spiderpool_ipam_")));
    }
    return all;
  }

  /** Looks at the agents' CPU and memory. */
  public void look(Processes processes) {
    own().stream()
        .filter(AgentProcess::alive)
        .forEach(agent -> processes.look("agent " + agent.plan().node(), agent.pid()));
    if (shared != null) {
      processes.look("agents in one JVM", shared.pid());
    }
  }

  @Override
  public void close() {
    List<Thread> stops = new ArrayList<>();
    for (AgentProcess agent : own()) {
      stops.add(Thread.startVirtualThread(() -> agent.stop(STOP_LIMIT)));
    }
    Process others = shared;
    if (others != null) {
      stops.add(Thread.startVirtualThread(() -> end(others)));
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    folder().resolve("pids").toFile().delete();
  }

  private Path folder() {
    return place.work();
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The plugin's seat on a node. */
  public Plugin.Seat seat(String node) {
    return new Plugin.Seat(node, Integer.parseInt(node.substring(1)), paths(node));
  }
}
