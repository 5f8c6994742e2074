package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.pool.RangeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The single things that are filled in where they are missing. */
final class Defaults {
  private Defaults() {}

  /** The label of a subnet, such as {@code 10-148-4-0-24}. */
  static String cidrLabel(String subnet) {
    return subnet.replaceAll("[.:/]", "-");
  }

  static Map<String, String> labelsOf(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  static void finalizer(JsonPatch<?> patch, HasMetadata object) {
    List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
    if (!finalizers.contains(CrdNames.FINALIZER)) {
      finalizers.add(CrdNames.FINALIZER);
      patch.set("/metadata/finalizers", finalizers);
    }
  }

  /** Sets the labels that are wanted and keeps the others. */
  static void labels(JsonPatch<?> patch, HasMetadata object, Map<String, String> wanted) {
    Map<String, String> labels = new HashMap<>(labelsOf(object));
    labels.putAll(wanted);
    if (!labels.equals(labelsOf(object))) {
      patch.set("/metadata/labels", labels);
    }
  }

  static void version(JsonPatch<?> patch, @Nullable Long version, String subnet) {
    version(patch, version, Subnet.parse(subnet).family());
  }

  static void version(JsonPatch<?> patch, @Nullable Long version, IpFamily family) {
    long wanted = family == IpFamily.V4 ? 4 : 6;
    if (version == null) {
      patch.set("/spec/ipVersion", wanted);
    }
  }

  /** The same addresses in the fewest ranges, lowest first, where there is more than one item. */
  static void merged(JsonPatch<?> patch, String path, @Nullable List<String> texts) {
    if (texts == null || texts.size() < 2) {
      return;
    }
    List<String> merged =
        RangeSet.of(PoolReader.ranges(texts)).stream().map(AddressRange::toString).toList();
    if (!merged.equals(texts)) {
      patch.set(path, merged);
    }
  }
}
