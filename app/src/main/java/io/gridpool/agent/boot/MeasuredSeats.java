package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.seat.SeatTimes;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Release;
import java.util.List;

/** Turns the times of commands into stages of ADDs: what carries no ADD is no stage of one. */
record MeasuredSeats(Measurements measurements) implements SeatTimes {
  @Override
  public void queued(List<Command> commands, long durationNs) {
    stage(Stage.QUEUE, commands, durationNs);
    if (commands.stream().anyMatch(Release.class::isInstance)) {
      measurements.releaseQueued(durationNs);
    }
  }

  @Override
  public void hopped(List<Command> commands, long durationNs) {
    stage(Stage.HOP, commands, durationNs);
  }

  @Override
  public void committed(List<Command> commands, long durationNs) {
    stage(Stage.COMMIT, commands, durationNs);
  }

  private void stage(Stage stage, List<Command> commands, long durationNs) {
    if (commands.stream().anyMatch(Acquire.class::isInstance)) {
      measurements.stage(stage, durationNs);
    }
  }
}
