package io.gridpool.agent.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Count, failures and durations of one kind of call, under the peer's documented names. "Limit" is
 * what the peer calls the time in which a call waits for its turn: here, until its command boards a
 * batch.
 *
 * <p>Source: reference §8.
 */
final class CallMeters {
  private final Counter counts;
  private final Counter failures;
  private final Counter internal;
  private final Durations calls;
  private final Durations limits;

  CallMeters(MeterRegistry registry, String prefix) {
    this.counts = registry.counter(prefix + "_counts");
    this.failures = registry.counter(prefix + "_failure_counts");
    this.internal = registry.counter(prefix + "_err_internal_counts");
    // We have neither: the ledger decides once. The names exist, so that dashboards show a zero.
    var _ = registry.counter(prefix + "_err_retries_exhausted_counts");
    var _ = registry.counter(prefix + "_update_ippool_conflict_counts");
    this.calls = new Durations(registry, prefix + "_", "duration");
    this.limits = new Durations(registry, prefix + "_", "limit_duration");
  }

  void ended(boolean well, long durationNs) {
    counts.increment();
    if (!well) {
      failures.increment();
    }
    calls.record(durationNs);
  }

  void failedInside() {
    internal.increment();
  }

  void waited(long durationNs) {
    limits.record(durationNs);
  }

  /** One duration as a histogram and as the peer's four gauges. */
  private static final class Durations {
    private final Timer histogram;
    private final AtomicLong latestNs = new AtomicLong();
    private final AtomicLong maxNs = new AtomicLong();
    private final AtomicLong minNs = new AtomicLong(Long.MAX_VALUE);

    Durations(MeterRegistry registry, String prefix, String what) {
      this.histogram =
          Timer.builder(prefix + what).serviceLevelObjectives(Buckets.CALL).register(registry);
      String name = what + "_seconds";
      gauge(registry, prefix + "latest_" + name, latestNs);
      gauge(registry, prefix + "max_" + name, maxNs);
      gauge(registry, prefix + "min_" + name, minNs);
      Gauge.builder(prefix + "average_" + name, histogram, t -> t.mean(TimeUnit.SECONDS))
          .register(registry);
    }

    void record(long durationNs) {
      histogram.record(durationNs, TimeUnit.NANOSECONDS);
      latestNs.set(durationNs);
      maxNs.accumulateAndGet(durationNs, Math::max);
      minNs.accumulateAndGet(durationNs, Math::min);
    }

    private static void gauge(MeterRegistry registry, String name, AtomicLong ns) {
      Gauge.builder(name, ns, value -> seconds(value.get())).register(registry);
    }

    private static double seconds(long ns) {
      return ns == Long.MAX_VALUE ? 0 : ns / 1e9;
    }
  }

  /** Upper bounds of histograms. */
  static final class Buckets {
    /** The peer's, and finer ones below: what takes it seconds takes us milliseconds. */
    static final Duration[] CALL = {
      Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(30), Duration.ofMillis(100),
          Duration.ofMillis(300),
      Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5),
          Duration.ofSeconds(7),
      Duration.ofSeconds(10), Duration.ofSeconds(15)
    };

    /** Of a part of a call. */
    static final Duration[] STAGE = {
      Duration.ofNanos(250_000), Duration.ofMillis(1), Duration.ofMillis(3), Duration.ofMillis(10),
          Duration.ofMillis(30),
      Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(3),
          Duration.ofSeconds(10)
    };

    private Buckets() {}
  }
}
