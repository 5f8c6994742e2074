package io.gridpool.loadtest.ops;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.loadtest.api.EmbeddedApi;
import io.gridpool.loadtest.demo.CniChain;
import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.KubeCluster;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
import io.gridpool.loadtest.process.Command.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three agents as processes, an embedded API server, and a runtime that is played. */
record OpsGrid(EmbeddedApi api, KubeCluster cluster, Fleet fleet, CniChain chain)
    implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  static OpsGrid start(Path work, String network) throws IOException {
    // Agents remember: a folder of an earlier run would tell them of another grid.
    Path folder = Files.createTempDirectory(Files.createDirectories(work).toAbsolutePath(), "run-");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path repository = Path.of("..").toAbsolutePath().normalize();
    Place place =
        new Place(
            folder,
            AgentRuntime.of(java, repository),
            plugin(repository, folder),
            Path.of("/usr/lib/cni"),
            repository.resolve("charts/gridpool/crds"),
            false);
    EmbeddedApi api = EmbeddedApi.start(java, network + ".10", folder);
    KubeCluster cluster = new KubeCluster(api.kubeconfig(), place.crds(), true);
    cluster.prepare(NODES);
    createSubnet(api.kubeconfig());
    Fleet fleet = Fleet.onLoopback(place, cluster.access(), network);
    OpsGrid grid = new OpsGrid(api, cluster, fleet, new CniChain(place));
    try {
      fleet.start();
      Await.until("the pools", LIMIT, () -> cluster.poolKnown("demo-v4"));
      Await.until("the tight pool", LIMIT, () -> cluster.poolKnown("demo-tight"));
      return grid;
    } catch (RuntimeException e) {
      grid.close();
      throw e;
    }
  }

  private static void createSubnet(Path kubeconfig) {
    SpiderSubnet subnet = new SpiderSubnet();
    subnet.setMetadata(new ObjectMetaBuilder().withName("ops").build());
    subnet.setSpec(
        new SpiderSubnet.Spec(
            4L, "10.83.0.0/24", List.of("10.83.0.10-10.83.0.19"), null, null, null));
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build()) {
      var _ = client.resource(subnet).create();
    }
  }

  /**
   * The IPAM binary of this checkout, in the run's own folder: a build of the launcher is whole.
   */
  private static Path plugin(Path repository, Path folder) {
    Path binary = folder.resolve("gridpool");
    String module = repository.resolve("cni-binary").toString();
    new Command(
            List.of("go", "build", "-C", module, "-o", binary.toString(), "./cmd/gridpool"),
            Map.of("CGO_ENABLED", "0", "GOFLAGS", "-buildvcs=false"),
            "",
            LIMIT)
        .run()
        .orThrow();
    return binary;
  }

  AgentProcess leader() {
    return fleet.leader();
  }

  List<AgentProcess> agents() {
    return fleet.agents();
  }

  AgentProcess follower() {
    AgentProcess leader = fleet.leader();
    return fleet.agents().stream().filter(agent -> agent != leader).findFirst().orElseThrow();
  }

  Pod pod(String name, AgentProcess agent, String pool) {
    return cluster.barePod(name, agent.plan().node(), pool);
  }

  /** One ADD; empty when it was refused. */
  Optional<Sandbox> start(Pod pod) {
    Sandbox sandbox = Sandbox.of(pod);
    Output output = chain.ipamAlone("ADD", sandbox, fleet.plan(pod.node()));
    return output.exit() == 0 ? Optional.of(sandbox) : Optional.empty();
  }

  /** The pod's end and its DEL. */
  void stop(Sandbox sandbox) {
    cluster.deletePod(sandbox.pod());
    chain.ipamAlone("DEL", sandbox, fleet.plan(sandbox.pod().node())).orThrow();
  }

  /** The pod's end, of which no runtime tells. */
  void delete(Pod pod) {
    cluster.deletePod(pod);
  }

  @Override
  public void close() {
    fleet.agents().forEach(AgentProcess::kill);
    cluster.close();
    api.close();
  }
}
