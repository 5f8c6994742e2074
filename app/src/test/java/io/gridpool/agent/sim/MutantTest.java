package io.gridpool.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A simulation that cannot fail proves nothing: each broken rule has to be noticed. Each search
 * begins with a seed that is known to find it; where rules change, one of the next will.
 */
final class MutantTest {
  private static final int SEEDS_MAX = 40;
  private static final int EPISODES = 60;

  @ParameterizedTest
  @CsvSource({
    "ONE_TESTIMONY_SUFFICES, 1",
    "DEL_WITHOUT_FENCE, 7",
    "NOTHING_HELD_BACK, 116",
    "PROMOTED_BEFORE_IT_IS_WRITTEN, 8",
    "STRUCK_OUT_UNREMOVED, 4"
  })
  void aBrokenRuleIsNoticed(Mutant mutant, long firstSeed) {
    String noticed = "";
    for (long seed = firstSeed; noticed.isEmpty() && seed < firstSeed + SEEDS_MAX; seed++) {
      noticed = problem(mutant, seed);
    }
    assertThat(noticed).as(mutant + " within " + SEEDS_MAX + " lives").isNotEmpty();
  }

  /** The first line of what went wrong; empty when nothing did. */
  private static String problem(Mutant mutant, long seed) {
    try {
      ClusterSimulation simulation = new ClusterSimulation(seed, mutant);
      for (int i = 0; i < EPISODES; i++) {
        simulation.episode();
      }
      return "";
    } catch (AssertionError | IllegalStateException broken) {
      String what = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
      System.out.println(mutant + " noticed by seed " + seed + ": " + what);
      return what;
    }
  }
}
