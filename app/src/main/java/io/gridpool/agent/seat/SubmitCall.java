package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitReply;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.grid.Deadline;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/** Commits commands: the same ones at every try, in the forms of the level that was heard last. */
final class SubmitCall implements SeatCall<List<Outcome>> {
  private final Load load;
  private final LevelHeard heard;

  SubmitCall(Load load, LevelHeard heard) {
    this.load = load;
    this.heard = heard;
  }

  @Override
  public List<Outcome> here(LocalSeats local, Deadline deadline) {
    return local.commits().submit(load, deadline);
  }

  @Override
  public Reply<List<Outcome>> there(SeatGrpc.SeatBlockingStub seat, Term term) {
    SubmitReply reply =
        TraceHeaders.on(seat, load.traces())
            .submit(
                SubmitRequest.newBuilder()
                    .setTerm(term)
                    .addAllCommands(SeatWire.encoded(load.commands(), heard.level()))
                    .setReads(LedgerCodec.LEVEL_NEWEST)
                    .build());
    heard.heard(reply.getLevel());
    return reply.hasNotLeading()
        ? new Reply.NotLeading<>(reply.getNotLeading().getLeader())
        : new Reply.Answered<>(LedgerCodec.decodeOutcomes(reply.getOutcomes().toByteArray()));
  }
}
