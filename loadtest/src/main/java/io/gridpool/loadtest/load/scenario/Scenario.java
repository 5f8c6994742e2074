package io.gridpool.loadtest.load.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be played. Each leaves the stage empty: the caller then checks that nothing is left.
 *
 * <p>Numbers are what is played when nothing else is asked for.
 */
public enum Scenario {
  /**
   * Deployments of ten pods each: out, made anew, deleted. Twice as many addresses as are needed.
   */
  BURST(1_000, 2),
  /** The same with exactly as many addresses as pods. */
  BURST_EXACT(1_000, 1),
  /** ADD, DEL and CHECK mixed, in an open loop: each is due by the clock, whatever came before. */
  STEADY(200, 20),
  /** All pods of one node at once, then once more after the node's power was cut. */
  REBOOT(220, 2),
  /** The pods of a StatefulSet are all made anew at once: each must get its address back. */
  STORM(1_000, 2),
  /** More pods than addresses, and addresses that rest. */
  TIGHT(40, 1),
  /** Rounds of everything, with a look at the ledger after each. */
  SOAK(200, 4),
  /** Half a minute of a little of everything, for tests. */
  SHORT(24, 3);

  private final int pods;
  private final int addressesPerPod;

  Scenario(int pods, int addressesPerPod) {
    this.pods = pods;
    this.addressesPerPod = addressesPerPod;
  }

  /** As it is written on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The scenario of a word. */
  public static Optional<Scenario> of(String word) {
    return Arrays.stream(values()).filter(scenario -> scenario.word().equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Scenario::word).toList();
  }

  /** Pods when nothing else is asked for. */
  public int pods() {
    return pods;
  }

  /** Its place in the list: scenarios have subnets of their own. */
  public int place() {
    return Arrays.asList(values()).indexOf(this);
  }

  /** How many addresses the pool gets. */
  public int addresses(int forPods) {
    return forPods * addressesPerPod;
  }

  /** How long it takes at least, in seconds, for schedules by chance. */
  public int seconds(double minutes) {
    return switch (this) {
      case STEADY, SOAK -> (int) (minutes * 60);
      case BURST, BURST_EXACT, STORM -> 90;
      case REBOOT, TIGHT -> 45;
      case SHORT -> 20;
    };
  }

  /** Plays it to its end. */
  public void play(Stage stage) {
    switch (this) {
      case BURST, BURST_EXACT -> Bursts.play(stage);
      case STEADY -> Rates.steady(stage);
      case REBOOT -> Reboots.play(stage);
      case STORM -> Storms.play(stage);
      case TIGHT -> TightPools.play(stage);
      case SOAK -> Soaks.play(stage);
      case SHORT -> Soaks.brief(stage);
    }
  }
}
