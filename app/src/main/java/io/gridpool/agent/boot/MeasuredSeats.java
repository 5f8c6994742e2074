package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.seat.Load;
import io.gridpool.agent.seat.SeatTimes;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Release;
import java.util.List;

/**
 * Turns the times of commands into stages of ADDs, what carries no ADD is no stage of one; and into
 * stages of the calls that are followed, whichever they are.
 */
record MeasuredSeats(Measurements measurements, Traces traces) implements SeatTimes {
  @Override
  public String trace() {
    return traces.current();
  }

  @Override
  public void queued(Load load, long durationNs) {
    stage(Stage.QUEUE, load.commands(), durationNs);
    passed(Stage.QUEUE, load, durationNs);
    if (load.commands().stream().anyMatch(Release.class::isInstance)) {
      measurements.releaseQueued(durationNs);
    }
  }

  @Override
  public Hop hops(Load load) {
    Traces.Shared step = traces.stage(Stage.HOP, load.traces(), load.commands().size());
    return new Hop() {
      @Override
      public List<String> traces() {
        return step.traces();
      }

      @Override
      public void ended(long durationNs) {
        step.close();
        stage(Stage.HOP, load.commands(), durationNs);
      }
    };
  }

  @Override
  public void committed(Load load, long durationNs) {
    stage(Stage.COMMIT, load.commands(), durationNs);
    passed(Stage.COMMIT, load, durationNs);
  }

  private void passed(Stage stage, Load load, long durationNs) {
    if (!load.traces().isEmpty()) {
      traces.passed(new Traces.Passed(stage, load.traces(), load.commands().size(), durationNs));
    }
  }

  private void stage(Stage stage, List<Command> commands, long durationNs) {
    if (commands.stream().anyMatch(Acquire.class::isInstance)) {
      measurements.stage(stage, durationNs);
    }
  }
}
