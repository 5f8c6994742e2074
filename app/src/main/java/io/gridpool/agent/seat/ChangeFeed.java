package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.ChangesReply;
import io.gridpool.agent.proto.seat.ChangesRequest;
import io.gridpool.grid.SeatHost;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.query.Answer;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.locks.LockSupport;

/**
 * One change stream on the side of a seat: sends what the replica here learns, in bursts, as fast
 * as the reader takes it.
 *
 * <p>Thread: the calling one, until the reader leaves.
 */
final class ChangeFeed {
  /** How often a full reader is looked at again, in nanoseconds. */
  private static final long READER_LOOK_NS = 5_000_000;

  private final SeatHost host;
  private final ServerCallStreamObserver<ChangesReply> reader;
  private final Context context = Context.current();

  ChangeFeed(SeatHost host, ServerCallStreamObserver<ChangesReply> reader) {
    this.host = host;
    this.reader = reader;
  }

  void send(ChangesRequest request) {
    ChangeSource source = new ChangeSource(host, request.getSince(), request.getLimit());
    while (!gone()) {
      source.next().ifPresent(changes -> put(changes, request.getReads()));
    }
  }

  private void put(Answer.Changes changes, int reads) {
    while (!reader.isReady() && !gone()) {
      LockSupport.parkNanos(READER_LOOK_NS);
    }
    if (!gone()) {
      byte[] encoded = LedgerCodec.encodeAnswer(changes);
      reader.onNext(ChangesReply.newBuilder().setAnswer(SeatWire.readable(encoded, reads)).build());
    }
  }

  private boolean gone() {
    return reader.isCancelled() || context.isCancelled();
  }
}
