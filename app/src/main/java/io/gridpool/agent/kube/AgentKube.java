package io.gridpool.agent.kube;

import io.gridpool.agent.ipam.tuning.TuningDirectory;
import io.gridpool.agent.kube.coordinator.CoordinatorWatch;
import io.gridpool.agent.kube.directory.ClusterInformer;
import io.gridpool.agent.kube.directory.PodInformer;
import io.gridpool.agent.kube.endpoint.EndpointMirror;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.reclaim.NodeReclaimer;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes side that every agent runs, for its own node: directories, the mirror of the
 * node's endpoints, and reclaim of what its pods left behind.
 *
 * <p>Order: {@link #startDirectories} first, {@link #startMirror} once the ledger can be reached,
 * {@link #close} at the end; the client is closed by who made it.
 */
public final class AgentKube implements AutoCloseable {
  private final PodInformer pods;
  private final ClusterInformer cluster;
  private final CoordinatorWatch coordinator;
  private final LedgerView view;
  private final EndpointMirror mirror;
  private final NodeReclaimer reclaimer;
  private ChangeSource.@Nullable Subscription subscription;
  private boolean following;

  /**
   * Not started yet.
   *
   * @param node name of this agent's node
   * @param containerIds full id of the sandbox that holds an endpoint, where the agent knows it
   */
  public AgentKube(
      KubeRoom room, String node, Function<EndpointKey, Optional<String>> containerIds) {
    this.pods = new PodInformer(room.client(), node, room.settings().objects().podsByNode());
    this.cluster = new ClusterInformer(room.client(), node);
    this.coordinator =
        new CoordinatorWatch(room.client(), room.settings().networks().coordinator(), () -> {});
    this.view = new LedgerView(room.gate(), room.settings().pace().ledgerLimit(), node);
    this.mirror = new EndpointMirror(room, view, containerIds);
    this.reclaimer = new NodeReclaimer(room, view, pods);
    view.addListener(mirror);
  }

  /** Starts the watches; answers at once. */
  public void startDirectories() {
    pods.start();
    cluster.start();
    coordinator.start();
  }

  /** Whether the first lists of all watches are complete; a part of readiness. */
  public boolean synced() {
    return pods.synced() && cluster.synced();
  }

  /** Whether all watches stand right now; for health and metrics, not for readiness. */
  public boolean watching() {
    return pods.watching() && cluster.watching();
  }

  /** Starts to follow the ledger, or a new term of it. */
  public void startMirror(ChangeSource source) {
    if (!following) {
      mirror.start();
      reclaimer.start();
      following = true;
    }
    subscription = view.follow(source);
  }

  /** Follows the ledger no more until it is started again; what was seen stays as it is. */
  public void stopMirror() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
  }

  /** A lease got its sandbox on this node's disk, perhaps after its endpoint was written. */
  public void held(EndpointKey key) {
    mirror.endpointChanged(key);
  }

  /** Looks pods up. */
  public PodInformer pods() {
    return pods;
  }

  /** Looks namespaces and the own node up. */
  public ClusterInformer cluster() {
    return cluster;
  }

  /** What the cluster wants of all pods. */
  public TuningDirectory tuning() {
    return coordinator;
  }

  /** How many endpoints wait to be mirrored. */
  public int endpointsWaiting() {
    return mirror.waiting();
  }

  /** For how long the oldest of them waits, in milliseconds. */
  public long endpointsLagMs() {
    return mirror.lagMs();
  }

  @Override
  public void close() {
    stopMirror();
    reclaimer.close();
    mirror.close();
    coordinator.close();
    cluster.close();
    pods.close();
  }
}
