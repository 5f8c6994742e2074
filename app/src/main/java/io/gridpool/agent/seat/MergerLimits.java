package io.gridpool.agent.seat;

/**
 * Bounds of a group commit.
 *
 * @param inFlight batches under way at once, 1 to {@link #IN_FLIGHT_MAX}
 * @param waitingMax callers that may wait for the next batch; more are told to try later
 */
public record MergerLimits(int inFlight, int waitingMax) {
  /** More in flight gains nothing and lengthens every recovery. */
  public static final int IN_FLIGHT_MAX = 4;

  /** Two under way, 1,024 waiting. */
  public static final MergerLimits DEFAULT = new MergerLimits(2, 1_024);

  public MergerLimits {
    if (inFlight < 1 || inFlight > IN_FLIGHT_MAX || waitingMax < 1) {
      throw new IllegalArgumentException(
          "group commit: " + inFlight + " in flight (1-4), " + waitingMax + " waiting (1 or more)");
    }
  }
}
