package io.gridpool.agent.seat;

import com.google.protobuf.ByteString;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitReply;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.grid.Deadline;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/** Commits commands; encoded once, so that every try sends the very same bytes. */
final class SubmitCall implements SeatCall<List<Outcome>> {
  private final List<Command> commands;
  private final List<ByteString> encoded;

  SubmitCall(List<Command> commands) {
    this.commands = commands;
    this.encoded = SeatWire.encoded(commands);
  }

  @Override
  public List<Outcome> here(LocalSeats local, Deadline deadline) {
    return local.commits().submit(commands, deadline);
  }

  @Override
  public Reply<List<Outcome>> there(SeatGrpc.SeatBlockingStub seat, Term term) {
    SubmitReply reply =
        seat.submit(SubmitRequest.newBuilder().setTerm(term).addAllCommands(encoded).build());
    return reply.hasNotLeading()
        ? new Reply.NotLeading<>(reply.getNotLeading().getLeader())
        : new Reply.Answered<>(LedgerCodec.decodeOutcomes(reply.getOutcomes().toByteArray()));
  }
}
