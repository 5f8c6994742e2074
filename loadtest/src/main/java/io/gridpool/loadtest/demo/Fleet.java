package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.AgentPlan.Seat;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Pki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Agents as processes: the first ones have a seat each, further ones may be called to one. */
public final class Fleet implements AutoCloseable {
  /** Agents have the addresses after this one. */
  private static final int FIRST_HOST = 10;

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  private final List<AgentProcess> agents;
  private final AgentRuntime runtime;

  private Fleet(List<AgentProcess> agents, AgentRuntime runtime) {
    this.agents = List.copyOf(agents);
    this.runtime = runtime;
  }

  /**
   * How many agents, and how many of them, the first ones, form the grid.
   *
   * @param seats 3, 5 or 7, as many agents at least
   */
  public record Size(int agents, int seats) {
    /** One seat on each of three nodes. */
    public static final Size SMALLEST = of(3);

    /** Three seats among so many agents. */
    public static Size of(int agents) {
      return new Size(agents, 3);
    }

    public Size {
      if (seats > agents) {
        throw new IllegalArgumentException(
            seats + " seats need as many agents, there are " + agents);
      }
    }
  }

  /** Plans agents n1, n2, n3 on the loopback addresses {@code network}.11, .12, .13. */
  public static Fleet onLoopback(Place place, ApiAccess kubeconfig, String network) {
    return onLoopback(place, kubeconfig, network, Size.SMALLEST, folder -> List.of());
  }

  /** The same of another size. */
  public static Fleet onLoopback(Place place, ApiAccess kubeconfig, String network, Size size) {
    return onLoopback(place, kubeconfig, network, size, folder -> List.of());
  }

  /** Three; {@code prefix} gives the words before the command of the agent of a folder. */
  public static Fleet onLoopback(
      Place place, ApiAccess kubeconfig, String network, Function<Path, List<String>> prefix) {
    return onLoopback(place, kubeconfig, network, Size.SMALLEST, prefix);
  }

  private static Fleet onLoopback(
      Place place,
      ApiAccess kubeconfig,
      String network,
      Size size,
      Function<Path, List<String>> prefix) {
    List<Seat> nodes =
        IntStream.rangeClosed(1, size.agents())
            .mapToObj(i -> new Seat("n" + i, network + "." + (FIRST_HOST + i)))
            .toList();
    List<Seat> seats = nodes.subList(0, size.seats());
    Pki pki = Pki.create(place.work().resolve("pki"));
    List<AgentProcess> agents = new ArrayList<>();
    for (Seat seat : nodes) {
      pki.issue(seat.node(), seat.address());
      Path folder = place.work().resolve(seat.node());
      agents.add(
          new AgentProcess(
              new AgentPlan(
                  seat.node(),
                  seat.address(),
                  seats,
                  folder,
                  pki,
                  kubeconfig,
                  prefix.apply(folder))));
    }
    return new Fleet(agents, place.runtime());
  }

  /** Starts all and waits until each serves. */
  public void start() {
    agents.forEach(agent -> agent.start(runtime));
    agents.forEach(Fleet::awaitReady);
  }

  /** Kills what lives and starts all again, as after a power cut; waits until each serves. */
  public void powerCut() {
    agents.forEach(AgentProcess::kill);
    start();
  }

  /** Starts all but one, which its caller has started; does not wait. */
  public void startAllBut(AgentProcess started) {
    agents.stream().filter(agent -> agent != started).forEach(agent -> agent.start(runtime));
  }

  private static void awaitReady(AgentProcess agent) {
    Path log = agent.plan().folder().resolve("agent.log");
    Await.until(
        "agent " + agent.plan().node() + " ready; see " + log,
        START_LIMIT,
        () -> {
          if (!agent.alive()) {
            throw new IllegalStateException(
                "agent " + agent.plan().node() + " has ended; see " + log);
          }
          return agent.ready();
        });
  }

  /** All agents. */
  public List<AgentProcess> agents() {
    return agents;
  }

  /** The plan of one node. */
  public AgentPlan plan(String node) {
    return agents.stream()
        .map(AgentProcess::plan)
        .filter(plan -> plan.node().equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** The agent whose seat leads, as soon as one does. */
  public AgentProcess leader() {
    Await.until("a leading seat", START_LIMIT, () -> agents.stream().anyMatch(AgentProcess::leads));
    return agents.stream().filter(AgentProcess::leads).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    List<Thread> stops =
        agents.stream()
            .map(agent -> Thread.startVirtualThread(() -> agent.stop(STOP_LIMIT)))
            .toList();
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
