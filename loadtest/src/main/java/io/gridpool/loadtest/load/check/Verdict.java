package io.gridpool.loadtest.load.check;

import java.util.List;

/**
 * Whether one promise was kept.
 *
 * @param breaches what broke it, in sentences; empty when it was kept
 * @param looked how much was looked at
 */
public record Verdict(String promise, List<String> breaches, String looked) {
  public Verdict {
    breaches = List.copyOf(breaches);
  }

  /** A verdict. */
  public static Verdict of(String promise, List<String> breaches, String looked) {
    return new Verdict(promise, breaches, looked);
  }

  /** Whether it was kept. */
  public boolean kept() {
    return breaches.isEmpty();
  }
}
