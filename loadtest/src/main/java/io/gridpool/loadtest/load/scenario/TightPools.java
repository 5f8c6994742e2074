package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.node.HollowPod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool that is too small: those who find nothing are refused and come again; whoever leaves makes
 * room. Then half of the pool is freed and asked for again, while it rests and after its rest.
 */
final class TightPools {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(30);

  private TightPools() {}

  static void play(Stage stage) {
    int addresses = stage.size().pods();
    int more = Math.max(1, addresses / 4);
    stage.phase(
        "use up",
        () -> {
          start(stage, "tight-a-", addresses + more);
          stage.await("the pool is used up", LIMIT, () -> stage.nodes().running() == addresses);
          return "until %d of %d pods ran".formatted(addresses, addresses + more);
        });
    stage.quiet();
    stage.phase(
        "make room",
        () -> {
          List<HollowPod> running = stage.nodes().select(HollowPod::running);
          running.subList(0, more).forEach(pod -> stage.workloads().delete(pod.facts().name()));
          stage.awaitRunning(addresses, LIMIT);
          return "until %d that waited ran, in place of %d that left".formatted(more, more);
        });
    rest(stage, addresses / 4);
    stage.phase(
        "delete",
        () -> {
          stage.deleteAll(LIMIT);
          return "until all were gone";
        });
  }

  /** A quarter of the pool is free, another quarter rests: strangers must get the first. */
  private static void rest(Stage stage, int quarter) {
    stage.phase(
        "rest",
        () -> {
          leave(stage, quarter);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REST.plusSeconds(1).toMillis()));
          leave(stage, quarter);
          int before = stage.nodes().all().size();
          start(stage, "tight-b-", quarter);
          stage.awaitRunning(before + quarter, LIMIT);
          return "%d strangers, while %d addresses rested and %d were free"
              .formatted(quarter, quarter, quarter);
        });
    stage.quiet();
  }

  private static void leave(Stage stage, int pods) {
    int before = stage.nodes().all().size();
    stage
        .nodes()
        .select(HollowPod::running)
        .subList(0, pods)
        .forEach(pod -> stage.workloads().delete(pod.facts().name()));
    stage.await("pods leave", LIMIT, () -> stage.nodes().all().size() == before - pods);
  }

  private static void start(Stage stage, String prefix, int pods) {
    List<String> nodes = stage.size().nodes();
    for (int i = 0; i < pods; i++) {
      stage.workloads().pod(prefix + i, nodes.get(i % nodes.size()), false);
    }
  }
}
