package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.ReclaimReason;
import io.gridpool.agent.ipam.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Events as metrics: the peer's documented names with right values, so that its dashboards work,
 * and our own. Every series exists from the start, so a rate sees the first event.
 *
 * <p>Source: reference §8.
 */
public final class PrometheusMeasurements implements Measurements {
  private final CallMeters allocation;
  private final CallMeters release;
  private final Counter noPool;
  private final Counter usedOut;
  private final Counter collected;
  private final Counter collectFailed;
  private final Counter journalRecords;
  private final Timer journal;
  private final Map<Why, Counter> refusals = new EnumMap<>(Why.class);
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Map<ReclaimReason, Counter> reclaims = new EnumMap<>(ReclaimReason.class);

  /** Why an ADD got no address. */
  private enum Why {
    WRONG_NODE,
    WRONG_INPUT,
    TRY_LATER,
    USED_UP,
    HELD_BY_LIVE_POD,
    NO_POOL,
    INTERNAL;

    static Why of(int code) {
      return switch (code) {
        case Refusal.INVALID_ARGUMENTS -> WRONG_NODE;
        case Refusal.INVALID_CONFIG -> WRONG_INPUT;
        case Refusal.TRY_AGAIN_LATER -> TRY_LATER;
        case Refusal.EXHAUSTED -> USED_UP;
        case Refusal.HELD_BY_LIVE_POD -> HELD_BY_LIVE_POD;
        case Refusal.NO_POOL -> NO_POOL;
        default -> INTERNAL;
      };
    }
  }

  public PrometheusMeasurements(MeterRegistry registry) {
    this.allocation = new CallMeters(registry, "spiderpool_ipam_allocation");
    this.release = new CallMeters(registry, "spiderpool_ipam_release");
    this.noPool = registry.counter("spiderpool_ipam_allocation_err_no_available_pool_counts");
    this.usedOut = registry.counter("spiderpool_ipam_allocation_err_ip_used_out_counts");
    this.collected = registry.counter("spiderpool_ip_gc_counts");
    this.collectFailed = registry.counter("spiderpool_ip_gc_failure_counts");
    this.journalRecords = registry.counter("gridpool_journal_written_records");
    this.journal =
        Timer.builder("gridpool_journal_fsync")
            .serviceLevelObjectives(CallMeters.Buckets.STAGE)
            .register(registry);
    for (Why why : Why.values()) {
      refusals.put(why, registry.counter("gridpool_add_refusals", "reason", label(why)));
    }
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("gridpool_add_stage")
              .tag("stage", label(stage))
              .serviceLevelObjectives(CallMeters.Buckets.STAGE)
              .register(registry));
    }
    for (ReclaimReason reason : ReclaimReason.values()) {
      reclaims.put(reason, registry.counter("gridpool_reclaimed_leases", "reason", reason.label()));
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void allocation(int code, long durationNs) {
    allocation.ended(code == 0, durationNs);
    if (code == 0) {
      return;
    }
    Why why = Why.of(code);
    count(refusals.get(why));
    // The peer's own vocabulary; wrong input has no name there, and is not put under another's.
    switch (why) {
      case NO_POOL -> noPool.increment();
      case USED_UP -> usedOut.increment();
      case WRONG_INPUT, WRONG_NODE -> {}
      case TRY_LATER, HELD_BY_LIVE_POD, INTERNAL -> allocation.failedInside();
    }
  }

  @Override
  public void release(int code, long durationNs) {
    release.ended(code == 0, durationNs);
    if (code != 0) {
      release.failedInside();
    }
  }

  @Override
  public void stage(Stage stage, long durationNs) {
    Timer timer = stages.get(stage);
    if (timer != null) {
      timer.record(durationNs, TimeUnit.NANOSECONDS);
    }
    if (stage == Stage.QUEUE) {
      allocation.waited(durationNs);
    }
  }

  @Override
  public void releaseQueued(long durationNs) {
    release.waited(durationNs);
  }

  @Override
  public void journalWritten(int records, long durationNs) {
    journalRecords.increment(records);
    journal.record(durationNs, TimeUnit.NANOSECONDS);
  }

  @Override
  public void reclaimed(ReclaimReason reason, int addresses) {
    count(reclaims.get(reason));
    collected.increment(addresses);
  }

  @Override
  public void reclaimFailed() {
    collectFailed.increment();
  }

  private static void count(@org.jspecify.annotations.Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }
}
