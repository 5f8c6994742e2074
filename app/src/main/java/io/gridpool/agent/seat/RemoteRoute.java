package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.ChangesReply;
import io.gridpool.agent.proto.seat.ChangesRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.grpc.Context;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Changes from the agent of a seat; each time it is followed it takes the next seat. */
final class RemoteRoute implements ChangeRoute {
  private final SeatDirectory directory;
  private final SeatChannels channels;
  private final AtomicInteger turn = new AtomicInteger();

  RemoteRoute(SeatDirectory directory, SeatChannels channels) {
    this.directory = directory;
    this.channels = channels;
  }

  @Override
  public void follow(long since, Consumer<Answer.Changes> consumer) {
    directory.refresh();
    SeatList seats = directory.current();
    List<String> addresses = seats.addresses();
    String address = addresses.get(Math.floorMod(turn.getAndIncrement(), addresses.size()));
    ChangesRequest request =
        ChangesRequest.newBuilder()
            .setTerm(SeatWire.term(seats.term()))
            .setSince(since)
            .setLimit(Query.LIMIT_MAX)
            .setReads(LedgerCodec.LEVEL_NEWEST)
            .build();
    // Ends the call however this method ends, also when the consumer throws.
    try (Context.CancellableContext call = Context.current().withCancellation()) {
      call.run(() -> drain(address, request, consumer));
    }
  }

  private void drain(String address, ChangesRequest request, Consumer<Answer.Changes> consumer) {
    Iterator<ChangesReply> replies =
        SeatGrpc.newBlockingStub(channels.to(address)).changesSince(request);
    while (replies.hasNext()) {
      byte[] answer = replies.next().getAnswer().toByteArray();
      consumer.accept((Answer.Changes) LedgerCodec.decodeAnswer(answer));
    }
  }
}
