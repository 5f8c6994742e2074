package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.grid.Deadline;

/** One thing to do at the leading seat, here or over the network. */
interface SeatCall<R> {
  /** Does it at the leading seat of this process. Errors: as the ledger gate. */
  R here(LocalSeats local, Deadline deadline);

  /** Does it at another agent; throws what gRPC throws. */
  Reply<R> there(SeatGrpc.SeatBlockingStub seat, Term term);
}
