package io.gridpool.agent.seat;

import io.gridpool.grid.Deadline;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/** What takes one merged batch to the ledger; blocks until the outcomes are there. */
@FunctionalInterface
interface Carrier {
  /**
   * Outcomes in the order of the commands.
   *
   * <p>Errors: {@code TryLaterException} when nothing was done, {@code IndeterminateException} when
   * that is unknown.
   */
  List<Outcome> carry(Load load, Deadline deadline);
}
