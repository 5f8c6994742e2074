package io.gridpool.agent.sim;

import java.time.Duration;
import java.util.List;

/**
 * Lives clusters' lives for some minutes: {@code --seed N --minutes M}; a quarter of a year for
 * each seed.
 */
public final class ClusterSimulationMain {
  private static final double YEAR_MS = 365.25 * 24 * 3_600_000;

  /** How long each seed lives, in years. */
  private static final double YEARS_EACH = 0.25;

  private static final int STORY_LINES = 60;

  private ClusterSimulationMain() {}

  /** Ends with an error at the first broken promise; the seed printed last replays it. */
  public static void main(String[] arguments) {
    long seed = option(arguments, "--seed", System.nanoTime() & 0xffffffffL);
    long minutes = option(arguments, "--minutes", 1);
    long startNs = System.nanoTime();
    long endNs = startNs + Duration.ofMinutes(minutes).toNanos();
    double years = 0;
    long adds = 0;
    long episodes = 0;
    for (long life = seed; System.nanoTime() < endNs; life++) {
      Lived lived = live(life, YEARS_EACH);
      years += lived.years();
      adds += lived.adds();
      episodes += lived.episodes();
      double seconds = (System.nanoTime() - startNs) / 1e9;
      System.out.printf(
          "seed %d: %.1f cluster-years, %d episodes of trouble, %d ADDs, %.2f years/s%n",
          life, years, episodes, adds, years / seconds);
    }
    System.out.printf(
        "%.1f cluster-years, %d episodes of trouble, %d ADDs, no promise broken%n",
        years, episodes, adds);
  }

  /** What came of one life. */
  public record Lived(double years, long episodes, long adds) {}

  /** One life of so many years; the error of a broken promise names the seed and what led to it. */
  public static Lived live(long seed, double years) {
    ClusterSimulation simulation = new ClusterSimulation(seed);
    long episodes = 0;
    while (simulation.elapsedMs() < years * YEAR_MS) {
      episode(simulation, seed, episodes++);
    }
    return new Lived(simulation.elapsedMs() / YEAR_MS, episodes, simulation.adds());
  }

  /** One episode; the error of a broken promise names the seed and what led to it. */
  static void episode(ClusterSimulation simulation, long seed, long number) {
    try {
      simulation.episode();
    } catch (RuntimeException | AssertionError broken) {
      List<String> story = simulation.story();
      List<String> last = story.subList(Math.max(0, story.size() - STORY_LINES), story.size());
      throw new AssertionError(
          "seed "
              + seed
              + ", episode "
              + number
              + ": "
              + broken.getMessage()
              + "\n  "
              + String.join("\n  ", last),
          broken);
    }
  }

  private static long option(String[] arguments, String name, long otherwise) {
    int at = List.of(arguments).indexOf(name);
    return at < 0 || at + 1 >= arguments.length ? otherwise : Long.parseLong(arguments[at + 1]);
  }
}
