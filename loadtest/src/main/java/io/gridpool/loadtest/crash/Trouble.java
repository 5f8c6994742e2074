package io.gridpool.loadtest.crash;

/** What is done to a running grid for some seconds, while pods come and go. */
enum Trouble {
  LEADER_FROZEN,
  FOLLOWER_FROZEN,
  TWO_SEATS_FROZEN,
  API_SERVER_FROZEN,
  /** No packet to or from the API server: nobody is refused, nobody is answered. */
  API_SERVER_CUT_OFF,
  /** No packet to or from its member, none to its agent. */
  LEADER_CUT_OFF,
  FOLLOWER_CUT_OFF,
  /** It is heard, and hears nothing. */
  LEADER_DEAF,
  /** Cut off and back, once a second. */
  LEADER_FLAPS,
  /** An agent is started while the API server does not answer. */
  STARTED_WITHOUT_API_SERVER,
  /** All agents end; one is back before the API server answers, the others after that. */
  BACK_BEFORE_API_SERVER,
  /** The heap of a seat's process is too small. */
  SEAT_OUT_OF_MEMORY,
  /** No byte is free where an agent keeps its journal. */
  JOURNAL_FULL,
  /** An agent is started on a journal that can only be read. */
  JOURNAL_READ_ONLY;

  /** Whether pods can be made and deleted meanwhile; sandboxes always can. */
  boolean sparesApiServer() {
    return this != API_SERVER_FROZEN && this != API_SERVER_CUT_OFF;
  }

  /** Whether packets have to be dropped or disks mounted for it, which only root can. */
  boolean needsRoot() {
    return switch (this) {
      case LEADER_FROZEN,
          FOLLOWER_FROZEN,
          TWO_SEATS_FROZEN,
          API_SERVER_FROZEN,
          STARTED_WITHOUT_API_SERVER,
          BACK_BEFORE_API_SERVER,
          SEAT_OUT_OF_MEMORY ->
          false;
      case API_SERVER_CUT_OFF,
          LEADER_CUT_OFF,
          FOLLOWER_CUT_OFF,
          LEADER_DEAF,
          LEADER_FLAPS,
          JOURNAL_FULL,
          JOURNAL_READ_ONLY ->
          true;
    };
  }
}
