package io.gridpool.loadtest.bench;

import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Agents for the bench. It writes {@code agents.env} when all serve, and ends them when its
 * standard input closes or SIGTERM comes. Each node's folder gets {@code start.sh}, which becomes
 * that agent: the bench kills agents and starts them again.
 */
@Command(name = "bench-grid", mixinStandardHelpOptions = true)
public final class BenchGrid implements Callable<Integer> {
  @Option(names = "--work", required = true, description = "folder of this run")
  Path work = Path.of(".");

  @Option(names = "--java", required = true, description = "the java of JDK 25")
  Path java = Path.of("java");

  @Option(names = "--repository", required = true, description = "folder of the checkout")
  Path repository = Path.of(".");

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--jvm-options", required = true, description = "options file of the agents")
  Path jvmOptions = Path.of("jvm.options");

  @Option(
      names = "--search-every-ms",
      defaultValue = "0",
      description =
          "time between two searches for leases without a pod, and two sweeps; 0: the agent's own")
  int searchEveryMs;

  @Option(names = "--agents", defaultValue = "3", description = "how many agents, three or more")
  int agents;

  @Option(names = "--seats", defaultValue = "3", description = "how many have a seat: 3, 5 or 7")
  int seats;

  @Option(
      names = "--network",
      defaultValue = "127.0.82",
      description = "first three numbers of the agents' loopback addresses")
  String network = "127.0.82";

  @Override
  public Integer call() throws IOException {
    AgentRuntime runtime =
        new AgentRuntime(java, jvmOptions, repository.resolve("app/target"), false);
    Path unused = Path.of("/");
    Place place = new Place(work, runtime, unused, unused, unused, false);
    ApiAccess access = new ApiAccess(kubeconfig.toString(), true, searchEveryMs);
    Fleet fleet = Fleet.onLoopback(place, access, network, new Fleet.Size(agents, seats));
    Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "end-agents"));
    fleet.start();
    for (AgentProcess agent : fleet.agents()) {
      writeStart(agent, runtime);
    }
    writeAgents(fleet.agents());
    while (System.in.read() >= 0) {
      // Only the end of the input means something.
    }
    return 0;
  }

  private static void writeStart(AgentProcess agent, AgentRuntime runtime) {
    List<String> line = new ArrayList<>(runtime.javaLine());
    Path folder = agent.plan().folder();
    line.addAll(
        List.of(
            "io.gridpool.agent.boot.Main", "--config", folder.resolve("agent.yaml").toString()));
    String quoted =
        line.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    write(folder.resolve("start.sh"), "exec " + quoted + "\n");
  }

  /** Appears in one step, so that who waits for it never reads half of it. */
  private void writeAgents(List<AgentProcess> agents) throws IOException {
    StringBuilder text = new StringBuilder();
    for (AgentProcess agent : agents) {
      String node = agent.plan().node();
      text.append("%s_pid=%d%n".formatted(node, agent.pid()));
      text.append("%s_socket=%s%n".formatted(node, agent.plan().socket()));
      text.append("%s_status=%s%n".formatted(node, agent.plan().httpUrl() + "/v1/status"));
    }
    Path fresh = work.resolve("agents.env.new");
    write(fresh, text.toString());
    Files.move(fresh, work.resolve("agents.env"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs until the input ends. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchGrid()).execute(arguments));
  }
}
