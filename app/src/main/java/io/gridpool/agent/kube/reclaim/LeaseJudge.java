package io.gridpool.agent.kube.reclaim;

import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The one rule by which leases end without a CNI call: the same for a suspicion and for evidence,
 * for the steward and for the agent of the node.
 *
 * <p>Identity is the uid. A pod that runs on a node that is merely silent keeps its addresses; a
 * StatefulSet's pod keeps them for as long as the set wants its ordinal, whatever state it is in.
 */
final class LeaseJudge {
  private static final String APPS = "apps";
  private static final String STATEFUL_SET = "StatefulSet";
  private static final String NODE = "Node";
  private static final String POD = "Pod";

  private final ReclaimSettings settings;
  private final BooleanSupplier statefulSets;
  private final LongSupplier clockMs;

  /**
   * A rule.
   *
   * @param statefulSets whether StatefulSets keep their addresses at all
   * @param clockMs wall clock in milliseconds, against which the API server's times are held
   */
  LeaseJudge(ReclaimSettings settings, BooleanSupplier statefulSets, LongSupplier clockMs) {
    this.settings = settings;
    this.statefulSets = statefulSets;
    this.clockMs = clockMs;
  }

  private static final String POD_ENDS = "pod ends for longer than its grace";

  /** The rule as the settings have it, by this machine's clock. */
  static LeaseJudge of(KubeRoom room) {
    return new LeaseJudge(
        room.settings().reclaim(),
        () -> room.ipam().get().enableStatefulSet(),
        System::currentTimeMillis);
  }

  /** Why the endpoint may be freed; empty when it must stay. */
  Optional<Evidence> against(Endpoint endpoint, ClusterSight sight) {
    Optional<PodSight> pod = sight.pod(endpoint.pod());
    Optional<PodSight> holder = pod.filter(seen -> seen.uid().equals(endpoint.podUid()));
    Optional<String> end =
        holder.isPresent()
            ? endOf(holder.get(), endpoint, sight)
            : absence(endpoint, pod.isPresent(), sight);
    boolean podMayLive = end.filter(POD_ENDS::equals).isPresent();
    if (end.isPresent() && sticky(endpoint)) {
      end = againstSticky(endpoint, pod, sight);
    }
    return end.map(why -> new Evidence(why, podMayLive));
  }

  /** Why nobody will need sticky addresses any more; their last pod has ended. */
  private Optional<String> againstSticky(
      Endpoint endpoint, Optional<PodSight> pod, ClusterSight sight) {
    if (!ofStatefulSet(endpoint)) {
      return againstName(endpoint, sight);
    }
    // A pod of another uid is the successor: it takes the endpoint over when it asks.
    return pod.filter(seen -> !seen.uid().equals(endpoint.podUid()))
        .map(LeaseJudge::againstSuccessor)
        .orElseGet(() -> againstOrdinal(endpoint, sight));
  }

  private boolean sticky(Endpoint endpoint) {
    return endpoint.sticky() && (!ofStatefulSet(endpoint) || statefulSets.getAsBoolean());
  }

  /** By group and kind: other groups have a kind of that name too. */
  private static boolean ofStatefulSet(Endpoint endpoint) {
    return endpoint.owner().group().equals(APPS)
        && endpoint.owner().kind().equals(STATEFUL_SET)
        && endpoint.podName().isEmpty();
  }

  /** Why a pod that is still there needs no address any more. */
  private Optional<String> endOf(PodSight pod, Endpoint endpoint, ClusterSight sight) {
    long nowMs = clockMs.getAsLong();
    if (!pod.finished().isEmpty() && nowMs >= pod.finishedAtMs() + settings.extraGraceMs()) {
      return Optional.of("pod finished: " + pod.finished());
    }
    NodeSight node = sight.node(endpoint.node());
    if (node.fenced()) {
      String what = node == NodeSight.GONE ? " is gone" : " is out of service";
      return Optional.of("node " + endpoint.node() + what);
    }
    boolean overdue =
        pod.deletionAtMs() > 0 && nowMs >= pod.deletionAtMs() + settings.extraGraceMs();
    boolean allowed =
        node == NodeSight.READY
            ? settings.terminatingOnReadyNode()
            : settings.terminatingOnNotReadyNode();
    return overdue && allowed ? Optional.of(POD_ENDS) : Optional.empty();
  }

  /** A static pod's API object is a shadow: it may be missing while the pod runs. */
  private static Optional<String> absence(Endpoint endpoint, boolean replaced, ClusterSight sight) {
    if (isStatic(endpoint.owner()) && !sight.node(endpoint.node()).fenced()) {
      return Optional.empty();
    }
    return Optional.of(replaced ? "pod replaced" : "pod gone");
  }

  private static boolean isStatic(Owner owner) {
    return owner.group().isEmpty() && owner.kind().equals(NODE);
  }

  private static Optional<String> againstSuccessor(PodSight successor) {
    return successor.networked()
        ? Optional.of("the pod of this name has its network from somebody else")
        : Optional.empty();
  }

  private Optional<String> againstOrdinal(Endpoint endpoint, ClusterSight sight) {
    String name = endpoint.owner().name();
    Optional<SetSight> set = sight.set(new EndpointKey(endpoint.key().namespace(), name));
    if (set.isEmpty()) {
      return Optional.of("StatefulSet " + name + " gone");
    }
    boolean kept =
        set.get().wants(SetSight.ordinal(endpoint.key().name(), name))
            || set.get().stickyScale()
            || settings.stickyScale();
    return kept ? Optional.empty() : Optional.of("StatefulSet " + name + " has no such ordinal");
  }

  /** An address that belongs to a name of its own choice. */
  private static Optional<String> againstName(Endpoint endpoint, ClusterSight sight) {
    String namespace = endpoint.key().namespace();
    if (sight.namespaceEnds(namespace)) {
      return Optional.of("namespace " + namespace + " gone");
    }
    Owner owner = endpoint.owner();
    return !owner.kind().equals(POD) && sight.ownerGone(namespace, owner)
        ? Optional.of(owner.kind() + " " + owner.name() + " gone")
        : Optional.empty();
  }
}
