package io.gridpool.agent.ops;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gauges of one reading, by name. */
final class Gauges {
  private final Map<String, GaugeSnapshot.Builder> byName = new LinkedHashMap<>();

  /** Adds one without labels. */
  Gauges add(String name, String help, double value) {
    return add(name, help, value, Labels.EMPTY);
  }

  /** Adds a count. */
  Gauges add(String name, String help, long value) {
    return add(name, help, (double) value, Labels.EMPTY);
  }

  /** Adds one of several under a name. */
  Gauges add(String name, String help, long value, Labels labels) {
    return add(name, help, (double) value, labels);
  }

  /** Adds one of several under a name. */
  Gauges add(String name, String help, double value, Labels labels) {
    byName
        .computeIfAbsent(name, fresh -> GaugeSnapshot.builder().name(fresh).help(help))
        .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    return this;
  }

  /** All of them, by name. */
  List<GaugeSnapshot> snapshots() {
    List<GaugeSnapshot> built = new ArrayList<>();
    byName.values().forEach(builder -> built.add(builder.build()));
    built.sort(Comparator.comparing(gauge -> gauge.getMetadata().getName()));
    return built;
  }
}
