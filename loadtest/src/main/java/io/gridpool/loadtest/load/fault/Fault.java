package io.gridpool.loadtest.load.fault;

/** What is done to the grid. */
public enum Fault {
  /** SIGKILL to the agent that leads; it is started again. */
  KILL_LEADER,
  /** SIGKILL to an agent that does not lead; it is started again. */
  KILL_OTHER,
  /** SIGSTOP to the agent that leads, and SIGCONT. */
  FREEZE_LEADER,
  /** SIGSTOP to an agent that does not lead, and SIGCONT. */
  FREEZE_OTHER,
  /** SIGSTOP to the API server, and SIGCONT. */
  API_STOP,
  /** SIGTERM to each agent in turn; it is started again, and the next waits until it serves. */
  UPDATE,
  /** SIGKILL to all agents at once, as when the power fails; all are started again. */
  POWER_CUT
}
