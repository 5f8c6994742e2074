package io.gridpool.grid;

import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;

/**
 * The way to the ledger, from wherever the caller runs. Calls block; call them on virtual threads.
 *
 * <p>Errors: {@link TryLaterException} when nothing was done, {@link IndeterminateException} when
 * it is unknown whether the commands were committed; the same commands may then be sent again.
 */
public interface LedgerGate {
  /** Commits the commands in one entry, in order; the outcomes stand in the same order. */
  List<Outcome> submit(List<Command> commands, Duration limit);

  /** Reads the truth (linearizable). */
  Answer ask(Query query, Duration limit);
}
