package io.gridpool.agent.seat;

import io.gridpool.ledger.command.Command;
import java.util.List;

/** Hears how long commands took on their way; called by any thread, for success and failure. */
public interface SeatTimes {
  /** Hears nothing. */
  SeatTimes NONE =
      new SeatTimes() {
        @Override
        public void queued(List<Command> commands, long durationNs) {}

        @Override
        public void hopped(List<Command> commands, long durationNs) {}

        @Override
        public void committed(List<Command> commands, long durationNs) {}
      };

  /** The commands of one caller boarded a batch after this time. */
  void queued(List<Command> commands, long durationNs);

  /** A batch was carried to the leading seat and answered, with all tries that took. */
  void hopped(List<Command> commands, long durationNs);

  /** A batch was one entry of the ledger. */
  void committed(List<Command> commands, long durationNs);
}
