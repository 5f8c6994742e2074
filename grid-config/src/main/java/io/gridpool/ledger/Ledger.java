package io.gridpool.ledger;

import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;

/**
 * The state machine: pools, endpoints and leases, changed by one thread, in log order.
 *
 * <p>Same commands in the same order give the same bytes on every replica: no clock, no random, no
 * thread and no file is read here.
 */
public final class Ledger {
  /** An empty ledger, before any term. */
  public Ledger() {}

  /** Applies one commit; the outcomes stand in the order of the commands. */
  public List<Outcome> apply(long index, Batch batch) {
    throw new UnsupportedOperationException();
  }

  /** Reads; changes nothing. */
  public Answer ask(Query query) {
    throw new UnsupportedOperationException();
  }

  /** The state as it is now, by reference; may be encoded by another thread while this goes on. */
  public FrozenLedger freeze() {
    throw new UnsupportedOperationException();
  }
}
