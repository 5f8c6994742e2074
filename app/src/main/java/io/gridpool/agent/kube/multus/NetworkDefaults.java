package io.gridpool.agent.kube.multus;

import io.gridpool.agent.kube.coordinator.Destinations;
import io.gridpool.agent.kube.crd.CoordinatorOverride;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.crd.SpiderMultusConfig.CniType;
import io.gridpool.agent.kube.loop.JsonPatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What Spiderpool's mutating webhook fills into a network, as a patch; empty where nothing is
 * missing. The webhook and the controller use the same.
 */
public final class NetworkDefaults {
  private static final List<String> GROUPS = List.of(CrdNames.INJECT_RDMA, CrdNames.INJECT_NETWORK);

  private NetworkDefaults() {}

  /** What {@code config} misses. */
  public static JsonPatch<SpiderMultusConfig> of(SpiderMultusConfig config) {
    JsonPatch<SpiderMultusConfig> patch = new JsonPatch<>(config);
    labels(patch, config);
    SpiderMultusConfig.Spec spec = config.getSpec();
    if (spec == null) {
      return patch;
    }
    if (spec.macvlan() != null && spec.macvlan().vlanID() == null) {
      patch.set("/spec/macvlan/vlanID", 0);
    }
    if (spec.ipvlan() != null && spec.ipvlan().vlanID() == null) {
      patch.set("/spec/ipvlan/vlanID", 0);
    }
    if (NetworkParts.type(spec) == CniType.CUSTOM
        && !Boolean.FALSE.equals(spec.enableCoordinator())) {
      patch.set("/spec/enableCoordinator", false);
    }
    if (spec.coordinator() != null) {
      coordinator(patch, spec.coordinator());
    }
    return patch;
  }

  private static void coordinator(
      JsonPatch<SpiderMultusConfig> patch, CoordinatorOverride coordinator) {
    Destinations.normalize(patch, "/spec/coordinator/hijackCIDR", coordinator.hijackCIDR());
    Destinations.normalizeRoutes(
        patch, "/spec/coordinator/policyRoutes", coordinator.policyRoutes());
  }

  /** The group of a network, as a label too: networks are asked for by it. */
  private static void labels(JsonPatch<SpiderMultusConfig> patch, SpiderMultusConfig config) {
    Map<String, String> before =
        Objects.requireNonNullElse(config.getMetadata().getLabels(), Map.of());
    Map<String, String> labels = new HashMap<>(before);
    for (String group : GROUPS) {
      String said = Attachment.annotationsOf(config).get(group);
      if (said == null) {
        labels.remove(group);
      } else {
        labels.put(group, said);
      }
    }
    if (!labels.equals(before)) {
      patch.set("/metadata/labels", labels);
    }
  }
}
