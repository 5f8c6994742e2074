package io.gridpool.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A simulation that cannot fail proves nothing: each broken rule has to be noticed. */
final class MutantTest {
  private static final int SEEDS_MAX = 40;
  private static final int EPISODES = 60;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aBrokenRuleIsNoticed(Mutant mutant) {
    String noticed = "";
    for (long seed = 1; noticed.isEmpty() && seed <= SEEDS_MAX; seed++) {
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
