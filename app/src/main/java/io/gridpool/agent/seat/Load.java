package io.gridpool.agent.seat;

import io.gridpool.ledger.command.Command;
import java.util.List;

/**
 * Commands on their way to the ledger, with the traces of those who wait for them.
 *
 * @param traces W3C {@code traceparent}s, at most {@link #TRACES_MAX}; empty where nobody follows
 */
public record Load(List<Command> commands, List<String> traces) {
  /** The most callers of one batch that are followed; the others' spans end at their own agent. */
  public static final int TRACES_MAX = 32;

  public Load {
    commands = List.copyOf(commands);
    traces = List.copyOf(traces);
  }

  /** Commands that nobody follows. */
  static Load of(List<Command> commands) {
    return new Load(commands, List.of());
  }

  /** The commands of one caller. */
  static Load of(List<Command> commands, String trace) {
    return new Load(commands, trace.isEmpty() ? List.of() : List.of(trace));
  }

  /** All of them in order, as one batch. */
  static Load together(List<Load> loads) {
    return new Load(
        loads.stream().flatMap(load -> load.commands.stream()).toList(),
        loads.stream().flatMap(load -> load.traces.stream()).limit(TRACES_MAX).toList());
  }

  /** The same commands, followed as parts of something else. */
  Load following(List<String> others) {
    return new Load(commands, others);
  }
}
