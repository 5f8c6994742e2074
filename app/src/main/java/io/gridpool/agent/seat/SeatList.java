package io.gridpool.agent.seat;

import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.ledger.model.TermId;
import java.util.List;

/** The seats of a formed term, as a client needs them. */
record SeatList(TermId term, List<SeatRecord> seats) {
  SeatList {
    seats = List.copyOf(seats);
  }

  static SeatList of(TermRecord record) {
    return new SeatList(record.term(), record.seats());
  }

  /** Addresses of the agents, each once: on a single node one agent runs all seats. */
  List<String> addresses() {
    return seats.stream().map(SeatRecord::agentAddress).distinct().toList();
  }
}
