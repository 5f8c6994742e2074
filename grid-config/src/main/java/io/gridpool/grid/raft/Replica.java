package io.gridpool.grid.raft;

import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/**
 * One group's ledger on one member, with the index of the last entry applied to it.
 *
 * <p>Thread: the ledger is touched by the Raft thread of its group only; {@link #appliedIndex} and
 * {@link #level} may be read by any thread.
 */
final class Replica {
  private final Ledger ledger;
  private volatile long appliedIndex;
  private volatile int level;

  Replica(Ledger ledger, long appliedIndex) {
    this.ledger = ledger;
    this.appliedIndex = appliedIndex;
    this.level = ledger.level();
  }

  /** The ledger; Raft thread only. */
  Ledger ledger() {
    return ledger;
  }

  /** Index of the last entry applied; 0 before the first. */
  long appliedIndex() {
    return appliedIndex;
  }

  /** The level in force after that entry. */
  int level() {
    return level;
  }

  List<Outcome> apply(long index, Batch batch) {
    List<Outcome> outcomes = ledger.apply(index, batch);
    level = ledger.level();
    appliedIndex = index;
    return outcomes;
  }
}
