package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what Spiderpool's mutating webhook would: finalizer, IP version, the label with the
 * subnet, and ranges merged where there is more than one.
 */
final class PoolDefaults {
  private PoolDefaults() {}

  /**
   * A JSON merge patch that fills {@code pool} in; empty when nothing is missing. It carries the
   * resource version, so that it cannot overwrite a younger edit.
   *
   * <p>Errors: {@link IllegalArgumentException} for text that is no subnet or range.
   */
  static Optional<Map<String, Object>> patch(SpiderIPPool pool) {
    Map<String, Object> metadata = metadata(pool);
    Map<String, Object> spec = spec(pool.getSpec());
    if (metadata.isEmpty() && spec.isEmpty()) {
      return Optional.empty();
    }
    metadata.put("resourceVersion", pool.getMetadata().getResourceVersion());
    return Optional.of(Map.of("metadata", metadata, "spec", spec));
  }

  /** The label of a subnet, such as {@code 10-148-4-0-24}. */
  static String cidrLabel(String subnet) {
    return subnet.replaceAll("[.:/]", "-");
  }

  private static Map<String, Object> metadata(SpiderIPPool pool) {
    Map<String, Object> metadata = new HashMap<>();
    List<String> finalizers = new ArrayList<>(pool.getMetadata().getFinalizers());
    if (!finalizers.contains(CrdNames.FINALIZER)) {
      finalizers.add(CrdNames.FINALIZER);
      metadata.put("finalizers", finalizers);
    }
    String label = cidrLabel(pool.getSpec().subnet());
    Map<String, String> labels = pool.getMetadata().getLabels();
    if (labels == null || !label.equals(labels.get(CrdNames.LABEL_POOL_CIDR))) {
      metadata.put("labels", Map.of(CrdNames.LABEL_POOL_CIDR, label));
    }
    return metadata;
  }

  private static Map<String, Object> spec(SpiderIPPool.Spec spec) {
    Map<String, Object> patch = new HashMap<>();
    long version = Subnet.parse(spec.subnet()).family() == IpFamily.V4 ? 4 : 6;
    if (!Objects.equals(spec.ipVersion(), version)) {
      patch.put("ipVersion", version);
    }
    putMerged(patch, "ips", spec.ips());
    putMerged(patch, "excludeIPs", spec.excludeIPs());
    return patch;
  }

  private static void putMerged(
      Map<String, Object> patch, String field, @Nullable List<String> texts) {
    if (texts == null || texts.size() < 2) {
      return;
    }
    List<String> merged =
        merge(PoolReader.ranges(texts)).stream().map(AddressRange::toString).toList();
    if (!merged.equals(texts)) {
      patch.put(field, merged);
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
