package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pool may serve a NIC of a pod: family, node, namespace, pod labels, network; a list of
 * names beats its selector.
 *
 * <p>Source: reference §5.4. {@code disable} and exhaustion are judged by the ledger: a pod keeps
 * what it has in a disabled pool.
 */
final class PoolFilter {
  /** Labels in a podAffinity with this prefix name an application, not a pod's label. */
  private static final String APPLICATION = "ipam.spidernet.io/app-";

  private final ClusterDirectory cluster;
  private final MultusNetworks networks;

  PoolFilter(ClusterDirectory cluster, IpamSettings settings) {
    this.cluster = cluster;
    this.networks = new MultusNetworks(settings);
  }

  /**
   * Who asks.
   *
   * @param first whether the NIC is the first of its pod
   * @param master addresses of the device below the NIC, where the pool must lie around one
   */
  record Asker(
      PodFacts pod, String nic, boolean first, IpFamily family, Optional<List<Address>> master) {}

  /** Why the pool may not serve; empty when it may. */
  Optional<String> objection(PoolView pool, Asker asker) {
    PoolDetail detail = pool.detail();
    PodFacts pod = asker.pod;
    if (pool.state().spec().family() != asker.family) {
      return Optional.of("it is of the other IP family");
    }
    if (!fits(detail.nodeName(), detail.nodeAffinity(), nodeOf(pod))) {
      return Optional.of("it is not for node " + pod.node());
    }
    if (!fits(detail.namespaceName(), detail.namespaceAffinity(), namespaceOf(pod))) {
      return Optional.of("it is not for namespace " + pod.key().namespace());
    }
    PoolDetail.LabelSelector selector = detail.podAffinity();
    if (selector != null && isOfApplication(selector)) {
      return ofApplication(selector.matchLabels(), pod)
          ? Optional.empty()
          : Optional.of("it is for another application");
    }
    return selector == null || selector.matches(pod.labels())
        ? ofNetwork(pool, asker)
        : Optional.of("its podAffinity does not match the pod's labels");
  }

  private Optional<String> ofNetwork(PoolView pool, Asker asker) {
    PoolDetail detail = pool.detail();
    if (detail.multusName().isEmpty()) {
      return ofMaster(pool, asker);
    }
    Optional<EndpointKey> network = networks.of(asker.pod, asker.nic, asker.first);
    boolean fits =
        network.isPresent()
            && detail.multusName().stream().map(networks::named).anyMatch(network.get()::equals);
    return fits
        ? Optional.empty()
        : Optional.of(
            "its multusName "
                + detail.multusName()
                + network
                    .map(found -> " does not hold " + found + ", the network of " + asker.nic)
                    .orElse(" is set, and no annotation tells the network of " + asker.nic));
  }

  /** A pool that names the NIC's network is not asked this. */
  private static Optional<String> ofMaster(PoolView pool, Asker asker) {
    var subnet = pool.state().spec().subnet();
    return asker
        .master
        .filter(addresses -> addresses.stream().noneMatch(subnet::contains))
        .map(addresses ->
            "match_master_subnet is set and the device below "
                + asker.nic
                + " has no address of "
                + subnet
                + ": it has "
                + addresses);
  }

  /** Whether the pool was made for the application that the pod belongs to. */
  static boolean isMadeFor(PoolDetail pool, PodFacts pod) {
    PoolDetail.LabelSelector selector = pool.podAffinity();
    return selector != null
        && isOfApplication(selector)
        && ofApplication(selector.matchLabels(), pod);
  }

  /** The name of the application that a pool was made for; empty when it was made for none. */
  static String applicationOf(PoolDetail pool) {
    PoolDetail.LabelSelector selector = pool.podAffinity();
    return selector == null ? "" : selector.matchLabels().getOrDefault(APPLICATION + "name", "");
  }

  private static boolean isOfApplication(PoolDetail.LabelSelector selector) {
    return selector.matchLabels().containsKey(APPLICATION + "name");
  }

  /** A pool made for an application is for its pods alone, told by its top controller. */
  private static boolean ofApplication(Map<String, String> labels, PodFacts pod) {
    Owner owner = pod.owner();
    String kind = labels.getOrDefault(APPLICATION + "kind", "");
    String name = labels.getOrDefault(APPLICATION + "name", "");
    boolean same =
        (owner.kind().equals(kind) && owner.name().equals(name))
            || (kind.equals("CronJob") && isJobOf(name, owner));
    return same
        && owner.group().equals(labels.getOrDefault(APPLICATION + "api-group", ""))
        && pod.key().namespace().equals(labels.get(APPLICATION + "namespace"));
  }

  /** A CronJob names its Jobs after itself and the minute; their pods name the Job alone. */
  private static boolean isJobOf(String cronJob, Owner owner) {
    return owner.kind().equals("Job")
        && owner.name().startsWith(cronJob + "-")
        && owner.name().substring(cronJob.length() + 1).chars().allMatch(Character::isDigit);
  }

  private static boolean fits(
      List<String> names, PoolDetail.@Nullable LabelSelector selector, ObjectFacts object) {
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
