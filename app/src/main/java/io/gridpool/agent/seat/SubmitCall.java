package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitReply;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.grid.Deadline;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/** Commits commands: the same ones at every try, in the forms of the level that was heard last. */
final class SubmitCall implements SeatCall<List<Outcome>> {
  private final List<Command> commands;
  private final LevelHeard heard;

  SubmitCall(List<Command> commands, LevelHeard heard) {
    this.commands = commands;
    this.heard = heard;
  }

  @Override
  public List<Outcome> here(LocalSeats local, Deadline deadline) {
    return local.commits().submit(commands, deadline);
  }

  @Override
  public Reply<List<Outcome>> there(SeatGrpc.SeatBlockingStub seat, Term term) {
    SubmitReply reply =
        seat.submit(
            SubmitRequest.newBuilder()
                .setTerm(term)
                .addAllCommands(SeatWire.encoded(commands, heard.level()))
                .setReads(LedgerCodec.LEVEL_NEWEST)
                .build());
    heard.heard(reply.getLevel());
    return reply.hasNotLeading()
        ? new Reply.NotLeading<>(reply.getNotLeading().getLeader())
        : new Reply.Answered<>(LedgerCodec.decodeOutcomes(reply.getOutcomes().toByteArray()));
  }
}
