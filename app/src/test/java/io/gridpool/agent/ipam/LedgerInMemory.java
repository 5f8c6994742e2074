package io.gridpool.agent.ipam;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;

/** A real ledger in this process, with a clock that tests move. */
public final class LedgerInMemory implements LedgerGate {
  private final TermId term;
  private final Ledger ledger = new Ledger();
  private long index;
  private long timeMs = 1_000_000;
  private boolean away;
  private boolean losesAnswer;

  public LedgerInMemory() {
    this(1);
  }

  /** A ledger of a later term begins with an adoption. */
  public LedgerInMemory(long number) {
    this(number, number > 1);
  }

  /** A ledger whose first term, too, may begin with an adoption. */
  public LedgerInMemory(long number, boolean adopts) {
    term = new TermId(number, "test");
    submit(List.of(new OpenTerm(term, adopts)), Duration.ZERO);
  }

  /** Lets ledger time pass. */
  public void advance(long ms) {
    timeMs += ms;
  }

  /** Makes the ledger unreachable, or reachable again. */
  public void setAway(boolean away) {
    this.away = away;
  }

  /** Lets the next commit happen and its answer get lost. */
  public void loseNextAnswer() {
    losesAnswer = true;
  }

  @Override
  public synchronized List<Outcome> submit(List<Command> commands, Duration limit) {
    if (away) {
      throw new TryLaterException("the ledger is away");
    }
    List<Outcome> outcomes = ledger.apply(++index, new Batch(term, timeMs, commands));
    if (losesAnswer) {
      losesAnswer = false;
      throw new IndeterminateException("the answer was lost", new IllegalStateException("lost"));
    }
    return outcomes;
  }

  @Override
  public synchronized Answer ask(Query query, Duration limit) {
    if (away) {
      throw new TryLaterException("the ledger is away");
    }
    return ledger.ask(query);
  }
}
