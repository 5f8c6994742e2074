package io.gridpool.agent.ipam;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.gridpool.agent.ipam.PodPools.NicPools;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which pools a pod names, from the first source that names any.
 *
 * <p>Source: reference §2.4: pod {@code ippools}, pod {@code ippool}, namespace, network
 * configuration, cluster default; no family falls through to a later source.
 */
final class PoolChoice {
  /**
   * The most annotation values whose reading is remembered: one per workload of a node is plenty.
   */
  private static final int READ_MAX = 4_096;

  private final PoolCatalog catalog;
  private final ClusterDirectory cluster;
  private final LoadingCache<String, List<NicPools>> everyNic =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(PodPools::ofEveryNic);
  private final LoadingCache<String, Map<IpFamily, List<String>>> oneNic =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(PodPools::ofOneNic);

  PoolChoice(PoolCatalog catalog, ClusterDirectory cluster) {
    this.catalog = catalog;
    this.cluster = cluster;
  }

  /** The NICs with their pools in the order written; empty when no source names a pool. */
  List<NicPools> choose(AddRequest request, PodFacts pod) {
    String ippools = pod.annotations().get(PodPools.IPPOOLS);
    if (ippools != null) {
      return everyNic.get(ippools);
    }
    return firstNamed(request, pod)
        .map(pools ->
            List.of(new NicPools(request.attachment().nic(), pools, request.cleanGateway())))
        .orElse(List.of());
  }

  private Optional<Map<IpFamily, List<String>>> firstNamed(AddRequest request, PodFacts pod) {
    String ippool = pod.annotations().get(PodPools.IPPOOL);
    if (ippool != null) {
      return Optional.of(oneNic.get(ippool));
    }
    Map<IpFamily, List<String>> ofNamespace = ofNamespace(pod.key().namespace());
    if (namesAny(ofNamespace)) {
      return Optional.of(ofNamespace);
    }
    if (namesAny(request.configuredPools())) {
      return Optional.of(request.configuredPools());
    }
    Map<IpFamily, List<String>> defaults =
        byFamily(family -> catalog.defaults(family).stream().map(PoolView::name).toList());
    return namesAny(defaults) ? Optional.of(defaults) : Optional.empty();
  }

  private Map<IpFamily, List<String>> ofNamespace(String namespace) {
    Map<String, String> annotations =
        cluster.namespace(namespace).map(ObjectFacts::annotations).orElse(Map.of());
    return byFamily(family -> {
      String key = family == IpFamily.V4 ? PodPools.NAMESPACE_V4 : PodPools.NAMESPACE_V6;
      String value = annotations.get(key);
      return value == null ? List.of() : PodPools.ofNamespace(key, value);
    });
  }

  private static Map<IpFamily, List<String>> byFamily(Function<IpFamily, List<String>> pools) {
    return Map.of(IpFamily.V4, pools.apply(IpFamily.V4), IpFamily.V6, pools.apply(IpFamily.V6));
  }

  private static boolean namesAny(Map<IpFamily, List<String>> pools) {
    return pools.values().stream().anyMatch(names -> !names.isEmpty());
  }
}
