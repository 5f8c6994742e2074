package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.api.EmbeddedApi;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes the AOT cache: one agent does once what agents do (it forms a grid, gives addresses,
 * mirrors), and the JVM keeps what it loaded for fast starts (JEP 483, 514, 515).
 */
@Command(name = "train", mixinStandardHelpOptions = true)
public final class TrainingMain implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration DUMP_LIMIT = Duration.ofMinutes(4);
  private static final int ADDS = 30;

  @Option(names = "--work", required = true)
  Path work = Path.of(".");

  @Option(names = "--java", required = true)
  Path java = Path.of("java");

  @Option(names = "--repository", required = true)
  Path repository = Path.of(".");

  @Option(
      names = "--agent-java",
      description = "the JVM that the cache is for; the one of --java when missing")
  @Nullable Path agentJava;

  @Option(
      names = "--agent-home",
      description =
          "folder with the agent's jar, lib and jvm.options; those of the build if missing")
  @Nullable Path agentHome;

  @Option(names = "--cni-binary", required = true)
  Path cniBinary = Path.of("gridpool");

  @Override
  public Integer call() throws Exception {
    AgentRuntime plain = runtime();
    AgentRuntime training =
        new AgentRuntime(plain.java(), plain.jvmOptions(), plain.libraries(), true);
    Files.deleteIfExists(plain.aotCache());
    Place place =
        new Place(
            work,
            plain,
            cniBinary,
            Path.of("/usr/lib/cni"),
            repository.resolve("charts/gridpool/crds"),
            false);
    try (EmbeddedApi api = EmbeddedApi.start(java, "127.0.81.10", work);
        KubeCluster cluster = new KubeCluster(api.kubeconfig(), place.crds(), true);
        Fleet fleet = Fleet.onLoopback(place, cluster.access(), "127.0.81")) {
      cluster.prepare(List.of("n1", "n2", "n3"));
      AgentProcess trained = fleet.agents().getFirst();
      trained.start(training);
      fleet.startAllBut(trained);
      Await.until(
          "all agents ready", LIMIT, () -> fleet.agents().stream().allMatch(AgentProcess::ready));
      work(cluster, new CniChain(place), trained);
      trained.stop(DUMP_LIMIT);
      return Files.exists(plain.aotCache()) ? 0 : 1;
    }
  }

  private AgentRuntime runtime() {
    Path jvm = agentJava == null ? java : agentJava;
    return agentHome == null
        ? AgentRuntime.of(jvm, repository)
        : new AgentRuntime(jvm, agentHome.resolve("jvm.options"), agentHome, false);
  }

  private static void work(KubeCluster cluster, CniChain chain, AgentProcess agent) {
    Await.until("pool " + DemoPools.V4, LIMIT, () -> cluster.poolKnown(DemoPools.V4));
    for (int i = 0; i < ADDS; i++) {
      Pod pod = cluster.barePod("train-" + i, agent.plan().node(), DemoPools.V4);
      chain.stop(chain.start(pod, agent.plan()), agent.plan());
    }
  }

  /** Exit code 0 when the cache was written. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrainingMain()).execute(arguments));
  }
}
