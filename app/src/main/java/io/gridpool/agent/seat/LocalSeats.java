package io.gridpool.agent.seat;

import io.gridpool.grid.SeatHost;

/** The seats of this process with their group commit; what a client reaches without a network. */
public record LocalSeats(SeatHost host, GroupCommit commits) {
  /** Whether commands may be committed right here. */
  boolean leads() {
    return host.leads();
  }
}
