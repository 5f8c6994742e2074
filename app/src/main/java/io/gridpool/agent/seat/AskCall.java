package io.gridpool.agent.seat;

import com.google.protobuf.ByteString;
import io.gridpool.agent.proto.seat.QueryReply;
import io.gridpool.agent.proto.seat.QueryRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.grid.Deadline;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;

/** Reads the truth at the leading seat. */
record AskCall(Query query, LevelHeard heard) implements SeatCall<Answer> {
  @Override
  public Answer here(LocalSeats local, Deadline deadline) {
    return local.host().ask(query, deadline.left());
  }

  @Override
  public Reply<Answer> there(SeatGrpc.SeatBlockingStub seat, Term term) {
    ByteString encoded = ByteString.copyFrom(LedgerCodec.encodeQuery(query));
    QueryReply reply =
        seat.query(
            QueryRequest.newBuilder()
                .setTerm(term)
                .setQuery(encoded)
                .setReads(LedgerCodec.LEVEL_NEWEST)
                .build());
    heard.heard(reply.getLevel());
    return reply.hasNotLeading()
        ? new Reply.NotLeading<>(reply.getNotLeading().getLeader())
        : new Reply.Answered<>(LedgerCodec.decodeAnswer(reply.getAnswer().toByteArray()));
  }
}
