package io.gridpool.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.ipam.ReclaimReason;
import io.gridpool.agent.ipam.Refusal;
import io.gridpool.ledger.command.Reclaim;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each event counts once, under the name of what happened. */
class PrometheusMeasurementsTest {
  private static final long MS = 1_000_000;
  private static final String PEER = "spiderpool_ipam_allocation_";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PrometheusMeasurements measurements = new PrometheusMeasurements(registry);

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double refusals(String reason) {
    return registry.get("gridpool_add_refusals").tag("reason", reason).counter().count();
  }

  @Test
  void everyCodeCountsUnderItsReasonOnly() {
    Map<Integer, String> reasons =
        Map.of(
            Refusal.INVALID_ARGUMENTS, "wrong_node",
            Refusal.INVALID_CONFIG, "wrong_input",
            Refusal.TRY_AGAIN_LATER, "try_later",
            Refusal.EXHAUSTED, "used_up",
            Refusal.HELD_BY_LIVE_POD, "held_by_live_pod",
            Refusal.NO_POOL, "no_pool",
            Refusal.INTERNAL, "internal");
    reasons.forEach((code, reason) -> measurements.allocation(code, MS));
    measurements.allocation(0, MS);
    assertThat(reasons.values()).allSatisfy(reason -> assertThat(refusals(reason)).isEqualTo(1));
    assertThat(count(PEER + "counts")).isEqualTo(8);
    assertThat(count(PEER + "failure_counts")).isEqualTo(7);
    assertThat(count(PEER + "err_no_available_pool_counts")).isEqualTo(1);
    assertThat(count(PEER + "err_ip_used_out_counts")).isEqualTo(1);
    assertThat(count(PEER + "err_internal_counts")).isEqualTo(3);
    assertThat(count(PEER + "err_retries_exhausted_counts")).isZero();
  }

  @Test
  void latestLeastMostAndMeanAreRight() {
    measurements.allocation(0, 10 * MS);
    measurements.allocation(0, 40 * MS);
    measurements.allocation(0, 10 * MS);
    assertThat(registry.get(PEER + "latest_duration_seconds").gauge().value()).isEqualTo(0.010);
    assertThat(registry.get(PEER + "max_duration_seconds").gauge().value()).isEqualTo(0.040);
    assertThat(registry.get(PEER + "min_duration_seconds").gauge().value()).isEqualTo(0.010);
    assertThat(registry.get(PEER + "average_duration_seconds").gauge().value()).isEqualTo(0.020);
  }

  @Test
  void theQueueIsWhatThePeerCallsLimit() {
    measurements.stage(Stage.QUEUE, 3 * MS);
    measurements.stage(Stage.COMMIT, 5 * MS);
    assertThat(registry.get(PEER + "limit_duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("gridpool_add_stage").tag("stage", "commit").timer().count())
        .isEqualTo(1);
  }

  @Test
  void everyReasonInWordsHasItsKind() {
    Map<String, ReclaimReason> kinds =
        Map.of(
            "pod gone",
            ReclaimReason.POD_GONE,
            "pod replaced",
            ReclaimReason.POD_REPLACED,
            "pod finished: Succeeded",
            ReclaimReason.POD_FINISHED,
            "pod ends for longer than its grace",
            ReclaimReason.POD_OVERDUE,
            "node n1 is out of service",
            ReclaimReason.NODE_LOST,
            "StatefulSet web has no such ordinal",
            ReclaimReason.OWNER_GONE,
            "namespace shop gone",
            ReclaimReason.OWNER_GONE,
            "by hand, forced",
            ReclaimReason.BY_HAND,
            Reclaim.UNUSABLE + "ip conflict",
            ReclaimReason.ADDRESS_UNUSABLE,
            "what nobody foresaw",
            ReclaimReason.OTHER);
    kinds.forEach((words, kind) -> assertThat(ReclaimReason.of(words)).as(words).isEqualTo(kind));
  }
}
