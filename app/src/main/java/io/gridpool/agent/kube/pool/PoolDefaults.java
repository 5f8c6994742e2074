package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what Spiderpool's mutating webhook would: finalizer, IP version, the label with the
 * subnet, and ranges merged where there is more than one.
 */
final class PoolDefaults {
  private PoolDefaults() {}

  /**
   * What is missing in {@code pool}, as a patch; empty when nothing is.
   *
   * <p>Errors: {@link IllegalArgumentException} for text that is no subnet or range.
   */
  static JsonPatch<SpiderIPPool> patch(SpiderIPPool pool) {
    JsonPatch<SpiderIPPool> patch = new JsonPatch<>(pool);
    fillMetadata(patch, pool);
    fillSpec(patch, pool.getSpec());
    return patch;
  }

  /** The label of a subnet, such as {@code 10-148-4-0-24}. */
  static String cidrLabel(String subnet) {
    return subnet.replaceAll("[.:/]", "-");
  }

  private static void fillMetadata(JsonPatch<SpiderIPPool> patch, SpiderIPPool pool) {
    List<String> finalizers = new ArrayList<>(pool.getMetadata().getFinalizers());
    if (!finalizers.contains(CrdNames.FINALIZER)) {
      finalizers.add(CrdNames.FINALIZER);
      patch.set("/metadata/finalizers", finalizers);
    }
    String label = cidrLabel(pool.getSpec().subnet());
    Map<String, String> labels =
        Objects.requireNonNullElse(pool.getMetadata().getLabels(), Map.of());
    if (!label.equals(labels.get(CrdNames.LABEL_POOL_CIDR))) {
      patch.setEntry("/metadata/labels", labels, CrdNames.LABEL_POOL_CIDR, label);
    }
  }

  private static void fillSpec(JsonPatch<SpiderIPPool> patch, SpiderIPPool.Spec spec) {
    long version = Subnet.parse(spec.subnet()).family() == IpFamily.V4 ? 4 : 6;
    if (!Objects.equals(spec.ipVersion(), version)) {
      patch.set("/spec/ipVersion", version);
    }
    setMerged(patch, "/spec/ips", spec.ips());
    setMerged(patch, "/spec/excludeIPs", spec.excludeIPs());
  }

  private static void setMerged(
      JsonPatch<SpiderIPPool> patch, String path, @Nullable List<String> texts) {
    if (texts == null || texts.size() < 2) {
      return;
    }
    List<String> merged =
        merge(PoolReader.ranges(texts)).stream().map(AddressRange::toString).toList();
    if (!merged.equals(texts)) {
      patch.set(path, merged);
    }
  }

  /** The same addresses in the fewest ranges, lowest first. */
  static List<AddressRange> merge(List<AddressRange> ranges) {
    List<AddressRange> merged = new ArrayList<>();
    for (AddressRange next : ranges.stream().sorted().toList()) {
      AddressRange last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && touches(last, next)) {
        boolean inside = next.last().compareTo(last.last()) <= 0;
        merged.set(
            merged.size() - 1, new AddressRange(last.first(), inside ? last.last() : next.last()));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  private static boolean touches(AddressRange low, AddressRange high) {
    return low.first().family() == high.first().family()
        && (low.overlaps(high) || low.last().plus(1).equals(high.first()));
  }
}
