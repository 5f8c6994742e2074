package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One life of the ledger: the first command opens it, and commands of another life are refused. A
 * life after the first begins with an adoption.
 */
public final class TermRule {
  private TermRule() {}

  /** Whether the batch belongs to this life, or comes before any. */
  public static boolean admits(LedgerState state, Batch batch) {
    return !isOpen(state) || batch.term().equals(state.term());
  }

  /** Whether the command may be applied: before a term, only the one that opens it. */
  public static boolean admits(LedgerState state, Batch batch, Command command) {
    return isOpen(state) ? admits(state, batch) : command instanceof OpenTerm;
  }

  private static boolean isOpen(LedgerState state) {
    return !state.term().equals(TermId.NONE);
  }

  /**
   * Whether the command has to wait until the adoption ends. An acquire decides by itself: what a
   * pod holds already it is told.
   */
  public static boolean waits(LedgerState state, Command command) {
    return state.adoption().running()
        && (command instanceof Release || command instanceof Rebind || command instanceof Reclaim);
  }

  /** The answer to a command that has to wait. */
  public static Outcome adopting(LedgerState state) {
    return new Outcome.Adopting(state.adoption().running(), state.adoption().reported());
  }

  /** The answer to a command of another life. */
  public static Outcome wrong(LedgerState state) {
    return new Outcome.WrongTerm(state.term());
  }

  /** Opens a term on an empty ledger. */
  public static Outcome apply(LedgerState state, OpenTerm open) {
    if (isOpen(state)) {
      return open.term().equals(state.term()) ? new Outcome.TermOpened(state.term()) : wrong(state);
    }
    String problem = problemOf(open.term());
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    state.openTerm(open.term(), open.adopts() || open.term().number() > 1);
    return new Outcome.TermOpened(open.term());
  }

  /** Raises the level in force; programs that cannot read it do not get here. */
  public static Outcome apply(LedgerState state, RaiseLevel raise) {
    state.raiseLevel(raise.level());
    return new Outcome.LevelRaised(state.level());
  }

  private static @Nullable String problemOf(TermId term) {
    return Limits.first(
        term.number() < 1 ? "a term of number " + term.number() + ", less than 1" : null,
        Limits.text("a term's group", term.group(), Limits.NAME_LENGTH_MAX));
  }
}
