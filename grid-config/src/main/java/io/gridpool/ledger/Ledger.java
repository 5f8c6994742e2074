package io.gridpool.ledger;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.gridpool.ledger.rule.AcquireRule;
import io.gridpool.ledger.rule.AdoptRule;
import io.gridpool.ledger.rule.LedgerState;
import io.gridpool.ledger.rule.PoolRule;
import io.gridpool.ledger.rule.RebindRule;
import io.gridpool.ledger.rule.ReleaseRule;
import io.gridpool.ledger.rule.ReservedRule;
import io.gridpool.ledger.rule.TermRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The state machine: pools, endpoints and leases, changed by one thread, in log order.
 *
 * <p>Same commands in the same order give the same bytes on every replica: no clock, no random, no
 * thread and no file is read here.
 */
public final class Ledger {
  private final LedgerState state;

  /** An empty ledger, before any term. */
  public Ledger() {
    this(new LedgerState());
  }

  Ledger(LedgerState state) {
    this.state = state;
  }

  LedgerState state() {
    return state;
  }

  /**
   * Applies one commit; the outcomes stand in the order of the commands.
   *
   * <p>Errors: {@link BrokenInvariantException}, naming {@code index}, when this replica
   * contradicts itself; it must then stop.
   *
   * @param index place of the commit in the log
   */
  public List<Outcome> apply(long index, Batch batch) {
    List<Outcome> outcomes = new ArrayList<>(batch.commands().size());
    try {
      for (Command command : batch.commands()) {
        outcomes.add(apply(batch, command));
      }
    } catch (BrokenInvariantException broken) {
      throw new BrokenInvariantException("commit " + index + ": " + broken.getMessage(), broken);
    }
    return outcomes;
  }

  private Outcome apply(Batch batch, Command command) {
    if (!TermRule.admits(state, batch, command)) {
      return TermRule.wrong(state);
    }
    state.advanceTo(batch.timeMs());
    return TermRule.waits(state, command) ? TermRule.adopting(state) : apply(command);
  }

  private Outcome apply(Command command) {
    return switch (command) {
      case OpenTerm open -> TermRule.apply(state, open);
      case PutPool put -> PoolRule.apply(state, put);
      case RemovePool remove -> PoolRule.apply(state, remove);
      case PutReserved put -> ReservedRule.apply(state, put);
      case Acquire acquire -> AcquireRule.apply(state, acquire);
      case Release release -> ReleaseRule.apply(state, release);
      case Rebind rebind -> RebindRule.apply(state, rebind);
      case Reclaim reclaim -> ReleaseRule.apply(state, reclaim);
      case Adopt adopt -> AdoptRule.apply(state, adopt);
      case ReportNode report -> AdoptRule.apply(state, report);
      case EndAdoption end -> AdoptRule.end(state);
      case RaiseLevel raise -> TermRule.apply(state, raise);
    };
  }

  /** The level in force: the newest forms that the log and snapshots may hold. */
  public int level() {
    return state.level();
  }

  /** Reads; changes nothing. */
  public Answer ask(Query query) {
    return LedgerReader.ask(state, query);
  }

  /** The state as it is now, by reference; may be encoded by another thread while this goes on. */
  public FrozenLedger freeze() {
    return FrozenLedger.of(state);
  }
}
