package io.gridpool.loadtest.crash;

import io.gridpool.loadtest.demo.CniChain;
import io.gridpool.loadtest.demo.Fleet;
import io.gridpool.loadtest.demo.KubeCluster;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command.Output;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Pods and their sandboxes as kubelets would treat them: an ADD that fails is followed by a DEL of
 * that sandbox and another try with a new one; a pod that was deleted gets a DEL until one
 * succeeds.
 *
 * <p>Threads: any.
 */
final class PlayedPods {
  private static final Duration ADD_LIMIT = Duration.ofMinutes(2);

  /** Between two tries of the runtime. */
  private static final long RETRY_NS = 500_000_000;

  private static final String POOL = "demo-load";

  private final KubeCluster cluster;
  private final CniChain chain;
  private final Fleet fleet;
  private final History history;
  private final Map<String, Sandbox> live = new ConcurrentSkipListMap<>();
  private final Set<String> everGiven = new ConcurrentSkipListSet<>();

  PlayedPods(KubeCluster cluster, CniChain chain, Fleet fleet, History history) {
    this.cluster = cluster;
    this.chain = chain;
    this.fleet = fleet;
    this.history = history;
  }

  /** Pods that live, with the sandbox that each of them runs in, by {@code namespace/name}. */
  Map<String, Sandbox> live() {
    return new TreeMap<>(live);
  }

  /** Every address that a pod was told so far. */
  Set<String> everGiven() {
    return Set.copyOf(everGiven);
  }

  /** A new pod of its own, with an address. */
  Sandbox start(String name, String node) {
    return attach(cluster.barePod(name, node, POOL));
  }

  /** One ADD of a pod that is deleted again; what the plugin printed. */
  String refusal(String name, String node) {
    Pod pod = cluster.barePod(name, node, POOL);
    Sandbox sandbox = Sandbox.of(pod);
    Output output = chain.ipamAlone("ADD", sandbox, fleet.plan(node));
    cluster.deletePod(pod);
    detach(sandbox);
    return output.out();
  }

  /** The next pod of a StatefulSet that goes by this name. */
  Sandbox startStateful(String name, String node) {
    @Nullable Sandbox before = live.get(KubeCluster.NAMESPACE + "/" + name);
    return attach(cluster.statefulPod(name, before == null ? "" : before.pod().uid(), node));
  }

  /** Gives a pod that lives another sandbox, as the runtime does after its own restart. */
  Sandbox replace(Sandbox before) {
    detach(before);
    return attach(before.pod());
  }

  /** Deletes a pod and ends its sandbox. */
  void end(Sandbox sandbox) {
    live.remove(nameOf(sandbox.pod()));
    cluster.deletePod(sandbox.pod());
    long callNs = History.nowNs();
    detach(sandbox);
    history.released(nameOf(sandbox.pod()), callNs);
  }

  /** Deletes a pod; nobody ends its sandbox. */
  void vanish(Sandbox sandbox) {
    live.remove(nameOf(sandbox.pod()));
    long callNs = History.nowNs();
    cluster.deletePod(sandbox.pod());
    history.released(nameOf(sandbox.pod()), callNs);
  }

  private Sandbox attach(Pod pod) {
    Sandbox[] done = new Sandbox[1];
    long[] triedAtNs = new long[1];
    Await.until(
        "an address for " + pod.name(),
        ADD_LIMIT,
        () -> {
          if (!due(triedAtNs)) {
            return false;
          }
          Sandbox next = Sandbox.of(pod);
          long callNs = History.nowNs();
          Output output = chain.ipamAlone("ADD", next, fleet.plan(pod.node()));
          if (output.exit() != 0) {
            history.added(nameOf(pod), "", callNs);
            detach(next);
            return false;
          }
          List<String> addresses = CniChain.addresses(output.out());
          done[0] = new Sandbox(pod, next.containerId(), "", addresses);
          everGiven.add(done[0].address(false));
          history.added(nameOf(pod), done[0].address(false), callNs);
          return true;
        });
    live.put(nameOf(pod), done[0]);
    return done[0];
  }

  /** Whether the runtime would try again. */
  private static boolean due(long[] triedAtNs) {
    boolean due = System.nanoTime() - triedAtNs[0] > RETRY_NS;
    triedAtNs[0] = due ? System.nanoTime() : triedAtNs[0];
    return due;
  }

  private void detach(Sandbox sandbox) {
    Await.until(
        "the DEL of " + sandbox.pod().name(),
        ADD_LIMIT,
        () -> chain.ipamAlone("DEL", sandbox, fleet.plan(sandbox.pod().node())).exit() == 0);
  }

  static String nameOf(Pod pod) {
    return pod.namespace() + "/" + pod.name();
  }
}
