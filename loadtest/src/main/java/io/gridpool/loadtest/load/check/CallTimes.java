package io.gridpool.loadtest.load.check;

import java.util.Map;

/** Whether every call of the plugin came to its end in time, however it ended. */
public final class CallTimes {
  /** A plugin process ends within 10 s; the rest is for a machine that is full. */
  private static final double MS_MAX = 12_000;

  /** An ADD waits 20 s for an agent that is not there, and then as long as any other. */
  private static final double ABSENT_MS_MAX = 20_000 + MS_MAX;

  private CallTimes() {}

  /**
   * The verdict.
   *
   * @param longestMs how long the longest call of each verb took, exec to exit
   * @param agentsLeave whether agents were ended meanwhile
   */
  public static Verdict of(Map<String, Double> longestMs, boolean agentsLeave) {
    return Verdict.of(
        "every call ends in time",
        longestMs.entrySet().stream()
            .filter(call -> call.getValue() > limitMs(call.getKey(), agentsLeave))
            .map(call ->
                "a %s of %.0f ms, at most %.0f"
                    .formatted(call.getKey(), call.getValue(), limitMs(call.getKey(), agentsLeave)))
            .toList(),
        longestMs.toString());
  }

  private static double limitMs(String verb, boolean agentsLeave) {
    return agentsLeave && verb.equals("ADD") ? ABSENT_MS_MAX : MS_MAX;
  }
}
