package io.gridpool.agent.boot;

import io.gridpool.agent.ops.GaugeCollector;
import io.gridpool.agent.ops.GaugeCollector.Build;
import io.gridpool.agent.ops.PrometheusMeasurements;
import io.gridpool.agent.ops.Readings;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * The agent's meters, which exist before the server that shows them: events of the first moments,
 * before {@link #shownBy}, are not counted.
 */
final class Telemetry {
  private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
  private final PrometheusMeasurements measurements = new PrometheusMeasurements(registry);

  PrometheusMeasurements measurements() {
    return measurements;
  }

  /** From now on everything is seen there; once. */
  void shownBy(PrometheusMeterRegistry shown, Readings readings) {
    var _ = registry.add(shown);
    shown.getPrometheusRegistry().register(new GaugeCollector(readings, build()));
  }

  private static Build build() {
    return new Build(
        version(), Runtime.version().toString(), io.gridpool.grid.SeatHost.hazelcastVersion());
  }

  /** The agent's own. */
  static String version() {
    return versionOf(Telemetry.class.getPackage());
  }

  private static String versionOf(Package room) {
    return Optional.ofNullable(room.getImplementationVersion()).orElse("development");
  }
}
