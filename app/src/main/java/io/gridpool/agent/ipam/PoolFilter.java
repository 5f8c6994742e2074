package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a pool may serve a pod: family, node, namespace, pod labels; a name list beats its
 * selector.
 *
 * <p>Source: reference §5.4. Families, {@code disable} and exhaustion are judged by the ledger.
 */
final class PoolFilter {
  private final ClusterDirectory cluster;

  PoolFilter(ClusterDirectory cluster) {
    this.cluster = cluster;
  }

  /** Why the pool may not serve the pod; empty when it may. */
  Optional<String> objection(PoolView pool, IpFamily family, PodFacts pod) {
    PoolDetail detail = pool.detail();
    if (pool.state().spec().family() != family) {
      return Optional.of("it is of the other IP family");
    }
    if (!fits(detail.nodeName(), detail.nodeAffinity(), nodeOf(pod))) {
      return Optional.of("it is not for node " + pod.node());
    }
    if (!fits(detail.namespaceName(), detail.namespaceAffinity(), namespaceOf(pod))) {
      return Optional.of("it is not for namespace " + pod.key().namespace());
    }
    PoolDetail.LabelSelector selector = detail.podAffinity();
    boolean podFits = selector == null || selector.matches(pod.labels());
    return podFits
        ? Optional.empty()
        : Optional.of("its podAffinity does not match the pod's labels");
  }

  private static boolean fits(
      List<String> names,
      PoolDetail.@org.jspecify.annotations.Nullable LabelSelector selector,
      ObjectFacts object) {
    if (!names.isEmpty()) {
      return names.contains(object.name());
    }
    return selector == null || selector.matches(object.labels());
  }

  private ObjectFacts nodeOf(PodFacts pod) {
    return cluster.ownNode().orElseGet(() -> new ObjectFacts(pod.node(), Map.of(), Map.of()));
  }

  private ObjectFacts namespaceOf(PodFacts pod) {
    String name = pod.key().namespace();
    return cluster.namespace(name).orElseGet(() -> new ObjectFacts(name, Map.of(), Map.of()));
  }
}
