package io.gridpool.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SimulationTest {
  private static final int RUNS = 10;
  private static final int STEPS = 2_000;

  @Test
  void keepsEveryPromiseUnderReorderingDuplicatesCrashesAndClockJumps() {
    long seed = Long.getLong("gridpool.seed", System.nanoTime() & 0xffffffffL);
    for (int run = 0; run < RUNS; run++) {
      System.out.println("simulation: -Dgridpool.seed=" + (seed + run));
      assertThat(SimulationMain.run(seed + run, STEPS)).isGreaterThan(STEPS / 4);
    }
  }
}
