package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody saw of a StatefulSet: the ordinals it wants.
 *
 * @param first the first ordinal
 * @param replicas how many from there
 * @param stickyScale whether it asks to keep the addresses of pods that it scaled away
 */
record SetSight(long first, long replicas, boolean stickyScale) {
  /** All that its object says; replicas are 1 unless it says so. */
  static SetSight of(StatefulSet set) {
    var spec = set.getSpec();
    Integer replicas = spec.getReplicas();
    Integer start = spec.getOrdinals() == null ? null : spec.getOrdinals().getStart();
    String sticky =
        Optional.ofNullable(spec.getTemplate())
            .map(template -> template.getMetadata())
            .map(metadata -> metadata.getAnnotations())
            .orElse(Map.of())
            .getOrDefault(ReclaimSettings.STICKY_SCALE, "false");
    return new SetSight(
        start == null ? 0 : start, replicas == null ? 1 : replicas, Boolean.parseBoolean(sticky));
  }

  /** Whether it wants a pod of this ordinal. */
  boolean wants(OptionalLong ordinal) {
    return ordinal.isPresent()
        && ordinal.getAsLong() >= first
        && ordinal.getAsLong() < first + replicas;
  }

  /** The number behind the name of the set; empty when the pod is not named that way. */
  static OptionalLong ordinal(String pod, String set) {
    String prefix = set + "-";
    String digits = pod.startsWith(prefix) ? pod.substring(prefix.length()) : "";
    return digits.matches("[0-9]{1,10}")
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }
}
