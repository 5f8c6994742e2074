package io.gridpool.loadtest.load.grid;

import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.load.measure.Processes;
import io.gridpool.loadtest.load.measure.Scrape;
import io.gridpool.loadtest.load.plugin.Plugin;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.LossyDisks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  static final List<String> OWN_GROUP = List.of("setsid");

  private final Place place;
  private final String network;
  private final List<AgentProcess> agents;
  private final int processes;
  private @Nullable SharedJvm shared;
  private @Nullable LossyDisks disks;
  private AgentRuntime build;
  private AgentRuntime otherBuild;

  /**
   * Plans the agents.
   *
   * @param size how many nodes, and how many of their agents are processes of their own
   */
  public LoadGrid(Place place, ApiAccess access, String network, Size size) {
    this.place = place;
    this.network = network;
    this.build = place.runtime();
    this.otherBuild = build;
    this.processes = Math.min(size.nodes(), size.processes());
    this.agents =
        Fleet.onLoopback(place, access, network, Fleet.Size.of(size.nodes())).agents().stream()
            .map(agent -> new AgentProcess(agent.plan().with(OWN_GROUP)))
            .toList();
  }

  /** How many nodes, and how many of their agents are processes of their own. */
  public record Size(int nodes, int processes) {}

  /**
   * Gives agents that are processes of their own disks which lose at a power cut what was not
   * synced; before they start.
   *
   * @param powercut the program of such disks
   */
  public void onLossyDisks(Path powercut) {
    disks = new LossyDisks(powercut, own().stream().map(LoadGrid::state).toList());
  }

  /** Before they start: agents that are processes of their own begin as that build. */
  public void beginWith(AgentRuntime other) {
    build = other;
  }

  /** Whoever is started from now on is of the other build, where there are two. */
  public void turnToOtherBuild() {
    AgentRuntime earlier = build;
    build = otherBuild;
    otherBuild = earlier;
  }

  /** Where the agents come from that are started now. */
  public Path build() {
    return build.libraries();
  }

  private static Path state(AgentProcess agent) {
    return agent.plan().folder().resolve("state");
  }

  /** First three numbers of the agents' addresses. */
  public String network() {
    return network;
  }

  /** Starts all and waits until each serves. */
  public void start() {
    own().forEach(this::start);
    if (processes < agents.size()) {
      shared = SharedJvm.start(place, agents.subList(processes, agents.size()));
      remember(shared.pid());
    }
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
    agent.start(build);
    remember(agent.pid());
  }

  /** The power of one node goes and comes back; does not wait. */
  public void powerCut(AgentProcess agent) {
    agent.kill();
    if (disks != null) {
      disks.cut(state(agent));
    }
    start(agent);
  }

  /** The power of all goes at once and comes back; does not wait. */
  public void powerCut() {
    own().forEach(AgentProcess::kill);
    if (disks != null) {
      disks.cut();
    }
    own().forEach(this::start);
  }

  /** Whether the disk of an agent is slow from now on; only on lossy disks. */
  public void slowDisk(AgentProcess agent, boolean slow) {
    Objects.requireNonNull(disks, "no disk that can be slow").slow(state(agent), slow);
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
    SharedJvm others = shared;
    if (others != null) {
      stops.add(Thread.startVirtualThread(() -> others.stop(STOP_LIMIT)));
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (disks != null) {
      disks.close();
    }
    folder().resolve("pids").toFile().delete();
  }

  private Path folder() {
    return place.work();
  }

  /** The plugin's seat on a node. */
  public Plugin.Seat seat(String node) {
    return new Plugin.Seat(node, Integer.parseInt(node.substring(1)), paths(node));
  }
}
