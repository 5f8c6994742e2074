package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.JsonPatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What Spiderpool's mutating webhook fills in, as patches; empty where nothing is missing. The
 * webhook and the controllers use the same.
 *
 * <p>Errors: {@link IllegalArgumentException} for text that is no subnet or range.
 */
public final class PoolDefaults {
  private PoolDefaults() {}

  /**
   * What a pool misses: finalizer, label, version, merged ranges, and what it takes from its
   * subnet.
   */
  public static JsonPatch<SpiderIPPool> of(SpiderIPPool pool, Optional<SpiderSubnet> subnet) {
    JsonPatch<SpiderIPPool> patch = new JsonPatch<>(pool);
    SpiderIPPool.Spec spec = pool.getSpec();
    Map<String, String> labels = new HashMap<>();
    labels.put(CrdNames.LABEL_POOL_CIDR, Defaults.cidrLabel(spec.subnet()));
    if (subnet.isPresent() && !belongsTo(pool, subnet.get())) {
      labels.put(CrdNames.LABEL_OWNER_SUBNET, subnet.get().getMetadata().getName());
      inherit(patch, pool, subnet.get());
    }
    Defaults.finalizer(patch, pool);
    Defaults.labels(patch, pool, labels);
    Defaults.version(patch, spec.ipVersion(), spec.subnet());
    Defaults.merged(patch, "/spec/ips", spec.ips());
    Defaults.merged(patch, "/spec/excludeIPs", spec.excludeIPs());
    return patch;
  }

  /** What a subnet misses. */
  public static JsonPatch<SpiderSubnet> of(SpiderSubnet subnet) {
    JsonPatch<SpiderSubnet> patch = new JsonPatch<>(subnet);
    SpiderSubnet.Spec spec = subnet.getSpec();
    Defaults.finalizer(patch, subnet);
    Defaults.labels(
        patch, subnet, Map.of(CrdNames.LABEL_SUBNET_CIDR, Defaults.cidrLabel(spec.subnet())));
    Defaults.version(patch, spec.ipVersion(), spec.subnet());
    Defaults.merged(patch, "/spec/ips", spec.ips());
    Defaults.merged(patch, "/spec/excludeIPs", spec.excludeIPs());
    return patch;
  }

  /** What a reservation misses; it gets no finalizer. */
  public static JsonPatch<SpiderReservedIP> of(SpiderReservedIP reserved) {
    JsonPatch<SpiderReservedIP> patch = new JsonPatch<>(reserved);
    SpiderReservedIP.Spec spec = reserved.getSpec();
    if (spec != null && spec.ips() != null && !spec.ips().isEmpty()) {
      var first = PoolReader.ranges(spec.ips()).getFirst().first();
      Defaults.version(patch, spec.ipVersion(), first.family());
      Defaults.merged(patch, "/spec/ips", spec.ips());
    }
    return patch;
  }

  /**
   * Whether label and owner agree already; then later edits of the subnet reach the pool no more.
   */
  private static boolean belongsTo(SpiderIPPool pool, SpiderSubnet subnet) {
    return SubnetRule.owns(subnet, pool)
        && subnet
            .getMetadata()
            .getName()
            .equals(Defaults.labelsOf(pool).get(CrdNames.LABEL_OWNER_SUBNET));
  }

  /** An explicit empty list of routes is kept. */
  private static void inherit(
      JsonPatch<SpiderIPPool> patch, SpiderIPPool pool, SpiderSubnet subnet) {
    List<OwnerReference> owners = new ArrayList<>(pool.getMetadata().getOwnerReferences());
    owners.removeIf(owner -> owner.getUid().equals(subnet.getMetadata().getUid()));
    boolean free = owners.stream().noneMatch(owner -> Boolean.TRUE.equals(owner.getController()));
    owners.add(
        new OwnerReferenceBuilder()
            .withApiVersion(subnet.getApiVersion())
            .withKind(subnet.getKind())
            .withName(subnet.getMetadata().getName())
            .withUid(subnet.getMetadata().getUid())
            .withController(free)
            .withBlockOwnerDeletion(true)
            .build());
    patch.set("/metadata/ownerReferences", owners);
    if (pool.getSpec().gateway() == null && subnet.getSpec().gateway() != null) {
      patch.set("/spec/gateway", Objects.requireNonNull(subnet.getSpec().gateway()));
    }
    if (pool.getSpec().routes() == null && subnet.getSpec().routes() != null) {
      patch.set("/spec/routes", Objects.requireNonNull(subnet.getSpec().routes()));
    }
  }
}
