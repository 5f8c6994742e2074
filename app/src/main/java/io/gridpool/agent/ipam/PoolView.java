package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.PoolState;

/** A pool as candidates are chosen from: the ledger's numbers and the spec's rules. */
public record PoolView(PoolState state, PoolDetail detail) {
  /** Its name. */
  public String name() {
    return state.spec().name();
  }
}
