package io.gridpool.agent.boot;

import io.gridpool.agent.kube.term.GridReporter.Silence;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.NotYetException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to the ledger while there may be none: before {@link #open} and between two terms every
 * call is told to try later, by a {@link NotYetException} unless the ledger is known to be lost.
 */
final class LateGate implements LedgerGate {
  private final Supplier<Silence> silence;
  private volatile @Nullable LedgerGate opened;

  /**
   * A gate that is shut.
   *
   * @param silence what is known of the reason
   */
  LateGate(Supplier<Silence> silence) {
    this.silence = silence;
  }

  void open(LedgerGate gate) {
    opened = gate;
  }

  /** Until the next {@link #open} every call is told to try later again. */
  void shut() {
    opened = null;
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    return gate().submit(commands, limit);
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return gate().ask(query, limit);
  }

  private LedgerGate gate() {
    LedgerGate gate = opened;
    if (gate == null) {
      Silence known = silence.get();
      if (known.majorityLost()) {
        throw new TryLaterException(known.sentence());
      }
      String sentence = known.sentence();
      throw new NotYetException(sentence.isEmpty() ? "the grid is still forming" : sentence);
    }
    return gate;
  }
}
