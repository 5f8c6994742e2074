package io.gridpool.ledger.command;

import io.gridpool.ledger.model.TermId;
import java.util.List;

/**
 * What one commit carries: commands of one term with the time the leading seat stamped.
 *
 * @param timeMs wall clock of the leading seat in milliseconds; a ledger never goes back, it keeps
 *     the latest it saw
 */
public record Batch(TermId term, long timeMs, List<Command> commands) {
  /** The most commands of one commit. */
  public static final int COMMANDS_MAX = 64;

  public Batch {
    commands = List.copyOf(commands);
  }
}
