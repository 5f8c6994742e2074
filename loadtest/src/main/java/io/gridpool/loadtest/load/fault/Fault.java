package io.gridpool.loadtest.load.fault;

/** What is done to the grid. */
public enum Fault {
  /** SIGKILL to the agent that leads; it is started again. */
  KILL_LEADER(false),
  /** SIGKILL to an agent that does not lead; it is started again. */
  KILL_OTHER(false),
  /** SIGSTOP to the agent that leads, and SIGCONT. */
  FREEZE_LEADER(false),
  /** SIGSTOP to an agent that does not lead, and SIGCONT. */
  FREEZE_OTHER(false),
  /** SIGSTOP to the API server, and SIGCONT. */
  API_STOP(false),
  /** The API server runs a tenth of the time. */
  API_SLOW(false),
  /**
   * SIGTERM to each agent in turn; it is started again, of the other build where there are two, and
   * the next waits until it serves.
   */
  UPDATE(false),
  /** No packet goes between the agent that leads and the others. */
  CUT_LEADER(true),
  /** No packet goes between an agent that does not lead and the others. */
  CUT_OTHER(true),
  /** No packet goes between the agent that leads, another one, and anybody else. */
  CUT_TWO(true),
  /** Nothing reaches the agent that leads; what it says arrives. */
  DEAF_LEADER(true),
  /** Nothing reaches an agent that does not lead; what it says arrives. */
  DEAF_OTHER(true),
  /** Nothing that the agent that leads says arrives; it hears the others. */
  MUTE_LEADER(true),
  /** Nothing that an agent says that does not lead arrives; it hears the others. */
  MUTE_OTHER(true),
  /** Each fsync of one agent takes half a second more. */
  SLOW_DISK(true),
  /**
   * SIGKILL to all agents at once, as when the power fails; what their disks were not told to keep
   * is gone, and all are started again.
   */
  POWER_CUT(true);

  private final boolean lossyDisks;

  Fault(boolean lossyDisks) {
    this.lossyDisks = lossyDisks;
  }

  /** Whether agents come to their end, to be started again. */
  boolean endsAgents() {
    return switch (this) {
      case KILL_LEADER, KILL_OTHER, UPDATE, POWER_CUT -> true;
      default -> false;
    };
  }

  /** Whether chance takes it only where agents live on lossy disks, which takes root. */
  boolean lossyDisks() {
    return lossyDisks;
  }
}
