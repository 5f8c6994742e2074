package io.gridpool.agent.ipam;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import io.gridpool.agent.ipam.PodPools.NicPools;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which pools a pod names, from the first source that names any.
 *
 * <p>Source: reference §2.4: pod {@code subnets}, {@code subnet}, {@code ippools}, {@code ippool},
 * namespace, network configuration, cluster default; no family falls through to a later source.
 */
final class PoolChoice {
  /**
   * The most annotation values whose reading is remembered: one per workload of a node is plenty.
   */
  private static final int READ_MAX = 4_096;

  private final PoolCatalog catalog;
  private final ClusterDirectory cluster;
  private final IpamSettings.Subnets subnets;
  private final ApplicationPools applications;
  private final LoadingCache<String, List<NicPools>> everyNic =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(PodPools::ofEveryNic);
  private final LoadingCache<String, Map<IpFamily, List<String>>> oneNic =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(PodPools::ofOneNic);

  PoolChoice(PoolCatalog catalog, ClusterDirectory cluster, IpamSettings.Subnets subnets) {
    this.catalog = catalog;
    this.cluster = cluster;
    this.subnets = subnets;
    this.applications = new ApplicationPools(catalog, subnets);
  }

  /**
   * The NICs with their pools in the order to try.
   *
   * @param nics empty when no source names a pool
   * @param mine interface under which the leases of the NIC that asks are kept; empty when none of
   *     these NICs is the one that asks
   * @param everyNic whether these are all NICs of the pod
   */
  record Chosen(List<NicPools> nics, Optional<String> mine, boolean everyNic) {}

  /**
   * Chooses; {@code claims} are the NICs that asked before.
   *
   * <p>Errors: {@link IllegalArgumentException} for wrong input.
   */
  Chosen choose(AddRequest request, PodFacts pod, List<NicNetwork> claims) {
    String nic = request.attachment().nic();
    if (subnets.enabled() && SubnetAnnotation.isIn(pod.annotations())) {
      return applications
          .of(pod, nic, request.cleanGateway())
          .map(pools -> new Chosen(List.of(pools), Optional.of(nic), false))
          .orElseThrow(() -> unlisted(nic, pod));
    }
    String ippools = pod.annotations().get(PodPools.IPPOOLS);
    if (ippools != null) {
      return ofAnnotation(everyNic.get(ippools), pod, nic, claims);
    }
    List<NicPools> nics =
        firstNamed(request, pod)
            .map(pools -> List.of(new NicPools(nic, expanded(pools), request.cleanGateway())))
            .orElse(List.of());
    return new Chosen(nics, Optional.of(nic), false);
  }

  private static IllegalArgumentException unlisted(String nic, PodFacts pod) {
    String annotation =
        pod.annotations().containsKey(SubnetAnnotation.SUBNETS)
            ? SubnetAnnotation.SUBNETS
            : SubnetAnnotation.SUBNET;
    return new IllegalArgumentException(
        "wrong input: interface "
            + nic
            + " must be specified in annotation "
            + annotation
            + " of pod "
            + pod.key());
  }

  private Chosen ofAnnotation(
      List<NicPools> items, PodFacts pod, String nic, List<NicNetwork> claims) {
    List<NicPools> nics = new ArrayList<>();
    if (!items.getFirst().nic().isEmpty()) {
      items.forEach(item -> nics.add(item.named(item.nic())));
      boolean listed = nics.stream().anyMatch(item -> item.nic().equals(nic));
      return new Chosen(expandedAll(nics), listed ? Optional.of(nic) : Optional.empty(), true);
    }
    UnnamedNics.Names names = UnnamedNics.of(items.size(), nic, claims, pod);
    for (int i = 0; i < items.size(); i++) {
      nics.add(items.get(i).named(names.all().get(i)));
    }
    return new Chosen(expandedAll(nics), names.mine(), true);
  }

  private List<NicPools> expandedAll(List<NicPools> nics) {
    return nics.stream()
        .map(nic -> new NicPools(nic.nic(), expanded(nic.pools()), nic.cleanGateway()))
        .toList();
  }

  /** Patterns give way to the pools they match; a written pool keeps its place. */
  private Map<IpFamily, List<String>> expanded(Map<IpFamily, List<String>> pools) {
    boolean plain = pools.values().stream().flatMap(List::stream).noneMatch(PoolPattern::isPattern);
    return plain
        ? pools
        : byFamily(family -> expanded(pools.getOrDefault(family, List.of()), family));
  }

  private List<String> expanded(List<String> names, IpFamily family) {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      found.addAll(PoolPattern.isPattern(name) ? catalog.matching(name, family) : List.of(name));
    }
    if (found.isEmpty() && !names.isEmpty()) {
      throw new NoPoolMatchesException(names, family);
    }
    return found;
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
    Map<IpFamily, List<String>> defaults = byFamily(catalog::defaults);
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
