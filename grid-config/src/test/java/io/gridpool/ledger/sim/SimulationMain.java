package io.gridpool.ledger.sim;

import java.time.Duration;
import java.util.List;

/** Runs simulations for some minutes: {@code --seed N --minutes M}. Prints each seed. */
public final class SimulationMain {
  private static final int STEPS = 5_000;

  private SimulationMain() {}

  /** Ends with an error at the first broken promise; the seed printed last replays it. */
  public static void main(String[] arguments) {
    long seed = option(arguments, "--seed", System.nanoTime() & 0xffffffffL);
    long minutes = option(arguments, "--minutes", 1);
    long endNs = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    long commits = 0;
    long runs = 0;
    do {
      System.out.println("seed " + (seed + runs) + ": " + STEPS + " steps");
      commits += run(seed + runs, STEPS);
      runs++;
    } while (System.nanoTime() < endNs);
    System.out.println(runs + " runs, " + commits + " commits, no promise broken");
  }

  /** One simulation; the error of a broken promise names the seed. */
  public static long run(long seed, int steps) {
    Simulation simulation = new Simulation(seed);
    for (int step = 0; step < steps; step++) {
      try {
        simulation.step();
      } catch (RuntimeException | AssertionError broken) {
        throw new AssertionError(
            "seed " + seed + ", step " + step + ": " + broken.getMessage(), broken);
      }
    }
    return simulation.commits();
  }

  private static long option(String[] arguments, String name, long otherwise) {
    int at = List.of(arguments).indexOf(name);
    return at < 0 || at + 1 >= arguments.length ? otherwise : Long.parseLong(arguments[at + 1]);
  }
}
