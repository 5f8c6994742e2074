package io.gridpool.loadtest.crash;

/** What is done to a running grid for some seconds, while pods come and go. */
enum Trouble {
  LEADER_FROZEN,
  FOLLOWER_FROZEN,
  TWO_SEATS_FROZEN,
  API_SERVER_FROZEN,
  /** No packet to or from its member, none to its agent. */
  LEADER_CUT_OFF,
  FOLLOWER_CUT_OFF,
  /** It is heard, and hears nothing. */
  LEADER_DEAF,
  /** Cut off and back, once a second. */
  LEADER_FLAPS;

  /** Whether packets have to be dropped for it, which only root can. */
  boolean needsRoot() {
    return switch (this) {
      case LEADER_FROZEN, FOLLOWER_FROZEN, TWO_SEATS_FROZEN, API_SERVER_FROZEN -> false;
      case LEADER_CUT_OFF, FOLLOWER_CUT_OFF, LEADER_DEAF, LEADER_FLAPS -> true;
    };
  }
}
