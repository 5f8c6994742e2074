package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.ChangesReply;
import io.gridpool.agent.proto.seat.ChangesRequest;
import io.gridpool.agent.proto.seat.NotLeading;
import io.gridpool.agent.proto.seat.QueryReply;
import io.gridpool.agent.proto.seat.QueryRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitReply;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.Deadline;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.codec.LedgerCodec;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The ledger as other agents see it: commits and reads on the leading seat, changes on any seat.
 *
 * <p>Errors, as gRPC status: {@code FAILED_PRECONDITION} another term, {@code INVALID_ARGUMENT}
 * bytes that are no command, {@code RESOURCE_EXHAUSTED} nothing was done and may be tried again,
 * {@code ABORTED} the fate is unknown.
 *
 * <p>Thread: each call has a virtual thread of its own and may block.
 */
final class SeatService extends SeatGrpc.SeatImplBase {
  /** What a call without a deadline gets, in milliseconds. */
  static final int LIMIT_MS_DEFAULT = 2_000;

  private final Supplier<Optional<LocalSeats>> seats;
  private final Semaphore streams;

  SeatService(Supplier<Optional<LocalSeats>> seats, SeatSettings settings) {
    this.seats = seats;
    this.streams = new Semaphore(settings.streamsMax());
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitReply> reply) {
    answer(
        reply,
        () -> {
          SubmitReply done = submitted(request);
          FaultPoint.SEAT_ANSWER.before();
          return done;
        });
    FaultPoint.SEAT_ANSWER.after();
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryReply> reply) {
    answer(reply, () -> queried(request));
  }

  @Override
  public void changesSince(ChangesRequest request, StreamObserver<ChangesReply> reply) {
    if (!streams.tryAcquire()) {
      reply.onError(Status.RESOURCE_EXHAUSTED.withDescription("too many streams").asException());
      return;
    }
    try {
      LocalSeats local = seatsOf(request.getTerm());
      new ChangeFeed(local.host(), (ServerCallStreamObserver<ChangesReply>) reply).send(request);
    } catch (RuntimeException e) {
      reply.onError(status(e).asException());
    } finally {
      streams.release();
    }
  }

  private SubmitReply submitted(SubmitRequest request) {
    LocalSeats local = seatsOf(request.getTerm());
    if (!local.leads()) {
      return notLeading(local);
    }
    try {
      Load load = new Load(SeatWire.decoded(request.getCommandsList()), TraceHeaders.said());
      var outcomes = local.commits().submit(load, deadline());
      byte[] encoded = LedgerCodec.encodeOutcomes(outcomes);
      return SubmitReply.newBuilder()
          .setOutcomes(SeatWire.readable(encoded, request.getReads()))
          .setLevel(local.host().level())
          .build();
    } catch (TryLaterException e) {
      if (local.leads()) {
        throw e;
      }
      return notLeading(local); // lost it meanwhile
    }
  }

  private static SubmitReply notLeading(LocalSeats local) {
    return SubmitReply.newBuilder()
        .setNotLeading(leader(local))
        .setLevel(local.host().level())
        .build();
  }

  private QueryReply queried(QueryRequest request) {
    LocalSeats local = seatsOf(request.getTerm());
    if (!local.leads()) {
      return QueryReply.newBuilder()
          .setNotLeading(leader(local))
          .setLevel(local.host().level())
          .build();
    }
    var query = LedgerCodec.decodeQuery(request.getQuery().toByteArray());
    byte[] answer = LedgerCodec.encodeAnswer(local.host().ask(query, deadline().left()));
    return QueryReply.newBuilder()
        .setAnswer(SeatWire.readable(answer, request.getReads()))
        .setLevel(local.host().level())
        .build();
  }

  private static NotLeading leader(LocalSeats local) {
    String address = local.host().leader().map(SeatRecord::agentAddress).orElse("");
    return NotLeading.newBuilder().setLeader(address).build();
  }

  /** The seats of this process, where they serve the term that is asked for. */
  private LocalSeats seatsOf(Term asked) {
    LocalSeats local =
        seats
            .get()
            .orElseThrow(
                () -> NothingDone.STATUS.withDescription("no seat here").asRuntimeException());
    if (!SeatWire.term(asked).equals(local.host().term())) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "term " + SeatWire.term(asked) + " asked, this seat serves " + local.host().term())
          .asRuntimeException();
    }
    return local;
  }

  private static Deadline deadline() {
    io.grpc.Deadline callers = Context.current().getDeadline();
    long leftMs = callers == null ? LIMIT_MS_DEFAULT : callers.timeRemaining(TimeUnit.MILLISECONDS);
    return Deadline.in(Duration.ofMillis(Math.min(leftMs, LIMIT_MS_DEFAULT)));
  }

  private static <R> void answer(StreamObserver<R> reply, Supplier<R> work) {
    R result;
    try {
      result = work.get();
    } catch (RuntimeException e) {
      reply.onError(status(e).asException());
      return;
    }
    reply.onNext(result);
    reply.onCompleted();
  }

  private static Status status(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case io.grpc.StatusRuntimeException told -> told.getStatus();
      case TryLaterException e -> NothingDone.STATUS.augmentDescription(message);
      case IndeterminateException e -> Status.ABORTED.withDescription(message);
      case IllegalArgumentException e -> Status.INVALID_ARGUMENT.withDescription(message);
      default -> Status.INTERNAL.withDescription(message).withCause(failure);
    };
  }
}
