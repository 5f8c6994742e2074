package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The peer's documented metric names with right values, so that its dashboards work.
 *
 * <p>Source: reference §8.
 */
public final class PrometheusMeasurements implements Measurements {
  private final Operation allocation;
  private final Operation release;
  private final Counter noPool;
  private final Counter usedOut;
  private final Counter internal;
  private final Counter releaseInternal;

  public PrometheusMeasurements(MeterRegistry registry) {
    this.allocation = new Operation(registry, "spiderpool_ipam_allocation");
    this.release = new Operation(registry, "spiderpool_ipam_release");
    this.noPool = registry.counter("spiderpool_ipam_allocation_err_no_available_pool_counts");
    this.usedOut = registry.counter("spiderpool_ipam_allocation_err_ip_used_out_counts");
    this.internal = registry.counter("spiderpool_ipam_allocation_err_internal_counts");
    this.releaseInternal = registry.counter("spiderpool_ipam_release_err_internal_counts");
  }

  @Override
  public void allocation(int code, long durationNs) {
    allocation.ended(code, durationNs);
    switch (code) {
      case 0 -> {}
      case Refusal.NO_POOL, Refusal.INVALID_CONFIG -> noPool.increment();
      case Refusal.EXHAUSTED -> usedOut.increment();
      default -> internal.increment();
    }
  }

  @Override
  public void release(int code, long durationNs) {
    release.ended(code, durationNs);
    if (code != 0) {
      releaseInternal.increment();
    }
  }

  /** Count, failures and durations of one kind of call. */
  private static final class Operation {
    private static final Duration[] BUCKETS = {
      Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(30), Duration.ofMillis(100),
          Duration.ofMillis(300),
      Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5),
          Duration.ofSeconds(7),
      Duration.ofSeconds(10), Duration.ofSeconds(15)
    };

    private final Counter counts;
    private final Counter failures;
    private final Timer duration;
    private final AtomicLong latestNs = new AtomicLong();
    private final AtomicLong maxNs = new AtomicLong();
    private final AtomicLong minNs = new AtomicLong(Long.MAX_VALUE);

    Operation(MeterRegistry registry, String prefix) {
      this.counts = registry.counter(prefix + "_counts");
      this.failures = registry.counter(prefix + "_failure_counts");
      this.duration =
          Timer.builder(prefix + "_duration").serviceLevelObjectives(BUCKETS).register(registry);
      gauge(registry, prefix + "_latest_duration_seconds", latestNs);
      gauge(registry, prefix + "_max_duration_seconds", maxNs);
      Gauge.builder(
              prefix + "_min_duration_seconds",
              minNs,
              ns -> ns.get() == Long.MAX_VALUE ? 0 : seconds(ns.get()))
          .register(registry);
      Gauge.builder(prefix + "_average_duration_seconds", duration, t -> t.mean(TimeUnit.SECONDS))
          .register(registry);
    }

    void ended(int code, long durationNs) {
      counts.increment();
      if (code != 0) {
        failures.increment();
      }
      duration.record(durationNs, TimeUnit.NANOSECONDS);
      latestNs.set(durationNs);
      maxNs.accumulateAndGet(durationNs, Math::max);
      minNs.accumulateAndGet(durationNs, Math::min);
    }

    private static void gauge(MeterRegistry registry, String name, AtomicLong ns) {
      Gauge.builder(name, ns, value -> seconds(value.get())).register(registry);
    }

    private static double seconds(long ns) {
      return ns / 1e9;
    }
  }
}
