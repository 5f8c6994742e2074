package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.grid.Deadline;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TryLaterException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Brings a call to the leading seat: a limit for each try, the hint of a seat that does not lead,
 * the next seat after silence, the same commands every time, until the caller's deadline.
 *
 * <p>Errors: {@link TryLaterException} when no try can have done anything, {@link
 * IndeterminateException} otherwise.
 */
final class LeaderCalls {
  /** How long one seat may take to answer one try, in milliseconds. */
  static final int TRY_LIMIT_MS = 400;

  private static final int PAUSE_MS_MIN = 10;
  private static final int PAUSE_MS_MAX = 50;

  /** Hints followed without a pause; more in a row means that the seats disagree. */
  private static final int HINTS_AT_ONCE_MAX = 2;

  private final Supplier<Optional<LocalSeats>> local;
  private final SeatDirectory directory;
  private final SeatChannels channels;
  private final LeaderSearch search = new LeaderSearch();

  LeaderCalls(
      Supplier<Optional<LocalSeats>> local, SeatDirectory directory, SeatChannels channels) {
    this.local = local;
    this.directory = directory;
    this.channels = channels;
  }

  <R> R call(SeatCall<R> call, Deadline deadline) {
    boolean perhapsDone = false;
    String why = "no seat was reached";
    for (int hints = 0; !deadline.over(); ) {
      switch (attempt(call, deadline)) {
        case Reply.Answered<R> answered -> {
          return answered.value();
        }
        case Reply.NotLeading<R> other -> {
          why = "no seat leads";
          hints = other.leader().isEmpty() ? HINTS_AT_ONCE_MAX : hints + 1;
        }
        case Reply.Failed<R> failed -> {
          perhapsDone |= failed.perhapsDone();
          why = failed.why();
          hints = HINTS_AT_ONCE_MAX;
        }
      }
      if (hints >= HINTS_AT_ONCE_MAX) {
        directory.refresh();
        pause(deadline);
        hints = 0;
      }
    }
    throw perhapsDone ? new IndeterminateException(why) : new TryLaterException(why);
  }

  private <R> Reply<R> attempt(SeatCall<R> call, Deadline deadline) {
    Optional<LocalSeats> leading = local.get().filter(LocalSeats::leads);
    if (leading.isPresent()) {
      return here(call, leading.get(), deadline);
    }
    SeatList seats = directory.current();
    String address = search.next(seats.addresses(), rumour());
    Reply<R> reply = there(call, seats, address, deadline);
    return switch (reply) {
      case Reply.Answered<R> answered -> {
        search.leads(address);
        yield answered;
      }
      case Reply.NotLeading<R> other ->
          search.hinted(address, other.leader()) ? other : new Reply.NotLeading<>("");
      case Reply.Failed<R> failed -> {
        search.silent(address);
        yield failed;
      }
    };
  }

  /** Who leads by the word of a seat of this process; it may notice a silent leader late. */
  private String rumour() {
    return local
        .get()
        .flatMap(seats -> seats.host().leader())
        .map(SeatRecord::agentAddress)
        .orElse("");
  }

  private static <R> Reply<R> here(SeatCall<R> call, LocalSeats local, Deadline deadline) {
    try {
      return new Reply.Answered<>(call.here(local, deadline));
    } catch (TryLaterException e) {
      return new Reply.Failed<>(false, String.valueOf(e.getMessage()));
    } catch (IndeterminateException e) {
      return new Reply.Failed<>(true, String.valueOf(e.getMessage()));
    }
  }

  private <R> Reply<R> there(SeatCall<R> call, SeatList seats, String address, Deadline deadline) {
    SentWatch watch = new SentWatch();
    long limitMs = Math.max(1, Math.min(TRY_LIMIT_MS, deadline.leftMs()));
    try {
      return call.there(
          SeatGrpc.newBlockingStub(channels.to(address))
              .withInterceptors(watch)
              .withDeadlineAfter(limitMs, TimeUnit.MILLISECONDS),
          SeatWire.term(seats.term()));
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      return new Reply.Failed<>(watch.sent() && !NothingDone.says(status), address + ": " + status);
    }
  }

  private static void pause(Deadline deadline) {
    long pauseMs = ThreadLocalRandom.current().nextLong(PAUSE_MS_MIN, PAUSE_MS_MAX + 1L);
    try {
      TimeUnit.MILLISECONDS.sleep(Math.min(pauseMs, deadline.leftMs()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndeterminateException("interrupted while looking for the leading seat", e);
    }
  }
}
