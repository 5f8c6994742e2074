package io.gridpool.agent.seat;

import io.gridpool.grid.Deadline;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** A caller's commands that wait for, or ride in, a batch. */
final class Waiter {
  /** Decided once, so that "nothing was done" is never said of commands that were sent. */
  private enum Place {
    QUEUE,
    ABOARD,
    LEFT
  }

  private final Load load;
  private final Deadline deadline;
  private final long sinceNs = System.nanoTime();
  private final CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
  private final AtomicReference<Place> place = new AtomicReference<>(Place.QUEUE);

  Waiter(Load load, Deadline deadline) {
    this.load = load;
    this.deadline = deadline;
  }

  Load load() {
    return load;
  }

  Deadline deadline() {
    return deadline;
  }

  /** How long it is here, in nanoseconds. */
  long waitedNs() {
    return System.nanoTime() - sinceNs;
  }

  int size() {
    return load.commands().size();
  }

  /** Takes the commands into a batch; false when their caller has given up before. */
  boolean board() {
    return !deadline.over() && place.compareAndSet(Place.QUEUE, Place.ABOARD);
  }

  void arrive(List<Outcome> result) {
    outcomes.complete(result);
  }

  void fail(Throwable failure) {
    outcomes.completeExceptionally(failure);
  }

  /** Waits for the outcomes until the caller's deadline. */
  List<Outcome> await() {
    try {
      return outcomes.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw again(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw late("the ledger did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late("interrupted while waiting for the ledger", e);
    }
  }

  private RuntimeException late(String message, Exception cause) {
    return place.compareAndSet(Place.QUEUE, Place.LEFT)
        ? new TryLaterException(message, cause)
        : new IndeterminateException(message, cause);
  }

  /** The same failure for each rider, with the stack of the one who waits. */
  private static RuntimeException again(Throwable cause) {
    return cause instanceof TryLaterException
        ? new TryLaterException(String.valueOf(cause.getMessage()), cause)
        : new IndeterminateException(String.valueOf(cause.getMessage()), cause);
  }
}
