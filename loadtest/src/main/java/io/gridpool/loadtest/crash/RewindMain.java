package io.gridpool.loadtest.crash;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.grid.TermRecord;
import io.gridpool.loadtest.demo.CniChain;
import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.KubeCluster;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Brings an old backup of etcd back under a running grid of a real API server: the term that lives
 * goes on, its record is put right, an agent that is started meanwhile joins it, and no address is
 * given twice.
 */
@Command(name = "rewind", mixinStandardHelpOptions = true)
public final class RewindMain implements Callable<Integer> {
  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String BACKUP = "old";

  @Option(names = "--work", required = true)
  Path work = Path.of(".");

  @Option(names = "--java", required = true)
  Path java = Path.of("java");

  @Option(names = "--repository", required = true)
  Path repository = Path.of(".");

  @Option(names = "--cni-binary", required = true)
  Path cniBinary = Path.of("gridpool");

  @Option(names = "--network", defaultValue = "127.0.84", description = "of the loopback addresses")
  String network = "127.0.84";

  @Option(names = "--kubeconfig", required = true, description = "of a rig's API server")
  Path kubeconfig = Path.of("admin.kubeconfig");

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(work);
    AgentRuntime runtime = AgentRuntime.of(java, repository);
    Path crds = repository.resolve("charts/gridpool/crds");
    Place place = new Place(work, runtime, cniBinary, Path.of("/usr/lib/cni"), crds, false);
    KubeCluster cluster = new KubeCluster(kubeconfig, crds, false);
    cluster.prepare(NODES);
    try (Fleet fleet = Fleet.onLoopback(place, cluster.access(), network);
        KubernetesClient client = client()) {
      fleet.start();
      History history = new History(work.resolve("history.jsonl"));
      story(place, fleet, client, new PlayedPods(cluster, new CniChain(place), fleet, history));
    } finally {
      cluster.close();
    }
    return 0;
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  private void story(Place place, Fleet fleet, KubernetesClient client, PlayedPods pods) {
    List<Sandbox> residents = new ArrayList<>();
    NODES.forEach(node -> residents.add(pods.start("resident-" + node, node)));
    Await.until("every resident is mirrored", LIMIT, () -> endpoints(client) >= NODES.size());
    rig("save");
    fleet.powerCut();
    TermRecord living = record(client);
    say("term " + living.term() + " lives, the backup is of an older one");
    NODES.forEach(node -> residents.add(pods.start("later-" + node, node)));
    AgentProcess leader = fleet.leader();
    AgentProcess restarted =
        fleet.agents().stream().filter(agent -> agent != leader).findFirst().orElseThrow();
    restarted.kill();
    rig("rewind");
    long beganNs = System.nanoTime();
    restarted.start(place.runtime());
    Await.until("the record is put right", LIMIT, () -> isSame(client, living));
    say("the record was put right after " + (System.nanoTime() - beganNs) / 1_000_000 + " ms");
    Await.until("an Event says so", LIMIT, () -> isTold(client));
    Await.until("all serve", LIMIT, () -> fleet.agents().stream().allMatch(AgentProcess::ready));
    Await.until(
        "every agent has its seat in the one term",
        LIMIT,
        () -> fleet.agents().stream().allMatch(agent -> term(agent) == living.term().number()));
    require(leader.leads() || fleet.leader().alive(), "the ledger is led");
    Await.until("the mirror is whole", LIMIT, () -> endpoints(client) >= NODES.size());
    NODES.forEach(node -> residents.add(pods.start("last-" + node, node)));
    Set<String> given = new HashSet<>();
    residents.forEach(pod -> require(given.add(pod.address(false)), "no address twice"));
    say("every promise was kept");
  }

  private static long term(AgentProcess agent) {
    return agent.status().map(status -> status.path("term").asLong()).orElse(0L);
  }

  private static TermRecord record(KubernetesClient client) {
    return new GridTermStore(client, NODES.size()).read().orElseThrow();
  }

  private static boolean isSame(KubernetesClient client, TermRecord living) {
    return record(client).term().equals(living.term());
  }

  private static int endpoints(KubernetesClient client) {
    return client.resources(SpiderEndpoint.class).inAnyNamespace().list().getItems().size();
  }

  private static boolean isTold(KubernetesClient client) {
    return client.v1().events().inAnyNamespace().list().getItems().stream()
        .anyMatch(event -> "RecordPutRight".equals(event.getReason()));
  }

  private void rig(String verb) {
    String rig = repository.resolve("loadtest/rig/rig").toString();
    io.gridpool.loadtest.process.Command.of(rig, verb, BACKUP).run().orThrow();
  }

  private static void require(boolean holds, String promise) {
    if (!holds) {
      throw new IllegalStateException("not kept: " + promise);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  /** Exit code 0 when every promise was kept. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RewindMain()).execute(arguments));
  }
}
