package io.gridpool.loadtest.crash;

import io.gridpool.loadtest.api.EmbeddedApi;
import io.gridpool.loadtest.demo.CniChain;
import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.KubeCluster;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.LossyDisks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three agents with traps, an embedded API server, pods, and a view of the ledger. */
final class CrashCluster implements AutoCloseable {
  /** How long agents may take until all of them serve. */
  static final Duration READY_LIMIT = Duration.ofMinutes(3);

  private static final List<String> NODES = List.of("n1", "n2", "n3");
  static final String STATEFUL_SET = "crash-db";

  private final Place place;
  private final String apiAddress;
  private final EmbeddedApi api;
  private final KubeCluster cluster;
  private final Fleet fleet;
  private final PlayedPods pods;
  private final History history;
  private final Optional<LossyDisks> disks;
  private @Nullable Truth truth;

  /**
   * A cluster whose agents do not run yet.
   *
   * @param powercut the program of lossy disks, where the power goes with each agent's end
   */
  CrashCluster(Place place, String network, Optional<Path> powercut) {
    this.place = place;
    this.apiAddress = network + ".10";
    this.api = EmbeddedApi.start(place.runtime().java(), apiAddress, place.work());
    this.cluster = new KubeCluster(api.kubeconfig(), place.crds(), true);
    cluster.prepare(NODES);
    this.fleet = Fleet.onLoopback(place, cluster.access(), network, Trapped::prefix);
    this.disks = powercut.map(program -> new LossyDisks(program, stateFolders()).closedAtExit());
    this.history = new History(place.work().resolve("history.jsonl"));
    this.pods = new PlayedPods(cluster, new CniChain(place), fleet, history);
  }

  private List<Path> stateFolders() {
    return fleet.agents().stream()
        .map(agent -> agent.plan().folder())
        .flatMap(folder -> Stream.of(folder.resolve("state"), folder.resolve("del-queue")))
        .toList();
  }

  /** The power of all nodes goes, where their disks are lossy; pods and API server live on. */
  void powerGoes() {
    disks.ifPresent(lossy -> {
      agents().forEach(AgentProcess::kill);
      lossy.cut();
    });
  }

  /** Starts every agent that does not run. */
  void startAll() {
    fleet.agents().stream().filter(agent -> !agent.alive()).forEach(this::start);
  }

  /** The process of an agent with other words before its command; not one of {@link #agents}. */
  AgentProcess like(AgentProcess agent, List<String> prefix) {
    AgentProcess other = new AgentProcess(agent.plan().with(prefix));
    other.start(place.runtime());
    return other;
  }

  void start(AgentProcess agent) {
    agent.start(place.runtime());
  }

  /** Waits until every agent serves; one that ends meanwhile is started again, as kubelet would. */
  void awaitReady() {
    Await.until(
        "every agent serves; see " + place.work(),
        READY_LIMIT,
        () -> {
          startAll();
          return fleet.agents().stream().allMatch(AgentProcess::ready);
        });
  }

  /** One stateful and one ordinary pod on each node. */
  void populate() {
    cluster.createStatefulSet(STATEFUL_SET, NODES.size());
    for (int i = 0; i < NODES.size(); i++) {
      pods.startStateful(STATEFUL_SET + "-" + i, NODES.get(i));
      pods.start("resident-" + i, NODES.get(i));
    }
  }

  /** One more pool, of addresses that nobody uses. */
  void createPool(int number) {
    String net = "10.82." + number;
    cluster.createPool("extra-" + number, net + ".0/24", net + ".10-" + net + ".20");
  }

  /** Whether the API server has the pod's endpoint. */
  boolean isMirrored(Sandbox.Pod pod) {
    return cluster.isMirrored(pod);
  }

  /** The process of the API server. */
  long apiPid() {
    return api.pid();
  }

  /** Where the API server listens. */
  String apiAddress() {
    return apiAddress;
  }

  List<AgentProcess> agents() {
    return fleet.agents();
  }

  AgentProcess leader() {
    return fleet.leader();
  }

  /** An agent whose seat follows; another one for another turn. */
  AgentProcess follower(int turn) {
    AgentProcess leader = fleet.leader();
    List<AgentProcess> others = agents().stream().filter(agent -> agent != leader).toList();
    return others.get(turn % others.size());
  }

  /** The agent that met its trap. */
  Optional<AgentProcess> fallen() {
    return agents().stream().filter(Trapped::met).findFirst();
  }

  PlayedPods pods() {
    return pods;
  }

  History history() {
    return history;
  }

  Truth truth() {
    Truth made = truth;
    if (made == null) {
      made = new Truth(api.kubeconfig(), agents().getFirst().plan(), place.work());
      truth = made;
    }
    return made;
  }

  @Override
  public void close() {
    agents().forEach(AgentProcess::kill);
    disks.ifPresent(LossyDisks::close);
    if (truth != null) {
      truth.close();
    }
    cluster.close();
    api.close();
  }
}
