package io.gridpool.agent.kube.reclaim;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What complete lists said a moment ago; nodes and namespaces as the watch has them. For one
 * thread.
 */
final class ListedSight implements ClusterSight {
  private final Map<EndpointKey, PodSight> pods;
  private final Map<EndpointKey, SetSight> sets;
  private final ClusterWatch watch;
  private final ClusterSight asked;
  private final Map<String, Boolean> goneByOwner = new HashMap<>();

  /** Owners are asked for one by one, each once: few addresses outlive a pod by name. */
  ListedSight(
      Map<EndpointKey, PodSight> pods,
      Map<EndpointKey, SetSight> sets,
      ClusterWatch watch,
      ClusterSight asked) {
    this.pods = pods;
    this.sets = sets;
    this.watch = watch;
    this.asked = asked;
  }

  @Override
  public Optional<PodSight> pod(EndpointKey pod) {
    return Optional.ofNullable(pods.get(pod));
  }

  @Override
  public Optional<SetSight> set(EndpointKey set) {
    return Optional.ofNullable(sets.get(set));
  }

  @Override
  public NodeSight node(String name) {
    return watch.node(name);
  }

  @Override
  public boolean namespaceEnds(String name) {
    return watch.namespaceEnds(name);
  }

  @Override
  public boolean ownerGone(String namespace, Owner owner) {
    return goneByOwner.computeIfAbsent(
        namespace + "/" + owner, key -> asked.ownerGone(namespace, owner));
  }
}
