package io.gridpool.agent.ipam;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;

/** Counts what this agent reclaims, whoever in it does so. */
public final class MeasuredGate implements LedgerGate {
  private final LedgerGate gate;
  private final Measurements measurements;

  public MeasuredGate(LedgerGate gate, Measurements measurements) {
    this.gate = gate;
    this.measurements = measurements;
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    try {
      List<Outcome> outcomes = gate.submit(commands, limit);
      for (int i = 0; i < commands.size(); i++) {
        if (commands.get(i) instanceof Reclaim reclaim
            && outcomes.get(i) instanceof Outcome.Released released) {
          measurements.reclaimed(
              ReclaimReason.of(reclaim.reason()), released.endpoint().leases().size());
        }
      }
      return outcomes;
    } catch (TryLaterException | IndeterminateException e) {
      if (commands.stream().anyMatch(Reclaim.class::isInstance)) {
        measurements.reclaimFailed();
      }
      throw e;
    }
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return gate.ask(query, limit);
  }
}
