package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.e2e.Addresses.Net;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Catalogue G00012: workloads that share one tight pool while agents and nodes die. {@code
 * GRIDPOOL_CHAOS_MINUTES} and {@code GRIDPOOL_CHAOS_SEED} say how long and which.
 */
@RealNodes
@Tag("chaos")
@Isolated
class ChaosTest {
  private static final int POOL_SIZE = 14;
  private static final Duration ROUND = Duration.ofSeconds(40);

  @Test
  void G00012_workloadsCompeteForATightPoolWhileTheClusterBreaks(Scene scene) {
    long seed = number("GRIDPOOL_CHAOS_SEED", System.nanoTime() & 0xffff);
    Duration length = Duration.ofMinutes(number("GRIDPOOL_CHAOS_MINUTES", 1));
    System.out.println("chaos: seed " + seed + ", " + length.toMinutes() + " minutes");
    String pool = scene.pool("tight", block(Net.V4, POOL_SIZE));
    try (AddressWatch watch = new AddressWatch(scene);
        ChaosActors actors = new ChaosActors(scene, pool, seed)) {
      long endNs = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < endNs) {
        actors.breakThings(ROUND);
        actors.heal();
        Agreement.of(scene, pool);
        assertThat(watch.conflicts()).as("seed " + seed).isEmpty();
      }
      actors.settle();
      Agreement.of(scene, pool);
      assertThat(watch.conflicts()).as("seed " + seed).isEmpty();
      System.out.println("chaos: " + actors.account() + "; addresses seen " + watch.seen());
    }
  }

  private static long number(String variable, long otherwise) {
    return Optional.ofNullable(System.getenv(variable)).map(Long::parseLong).orElse(otherwise);
  }
}
