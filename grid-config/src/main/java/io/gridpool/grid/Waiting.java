package io.gridpool.grid;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.cp.exception.CPGroupDestroyedException;
import com.hazelcast.cp.exception.CannotReplicateException;
import com.hazelcast.cp.exception.NotLeaderException;
import com.hazelcast.spi.exception.CallerNotMemberException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for Hazelcast on the calling thread, always with a limit. No callback is registered: on one
 * or two CPUs Hazelcast starts a thread for each callback without an executor.
 */
final class Waiting {
  private Waiting() {}

  /** The value of a question about the grid; every failure is a {@link TryLaterException}. */
  static <T> T on(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new TryLaterException("the seats refused: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new TryLaterException("no answer from the seats within " + limit.toMillis() + " ms", e);
    }
  }

  /** The value of a commit; a failure says whether the entry may have been committed. */
  static <T> T onCommit(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndeterminateException("interrupted while the entry was replicated", e);
    } catch (ExecutionException e) {
      throw fate(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new IndeterminateException("not committed within " + limit.toMillis() + " ms", e);
    }
  }

  static TryLaterException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TryLaterException("interrupted while waiting for the seats", e);
  }

  /** Refused before the log is "nothing was done"; all else may have reached a follower. */
  private static RuntimeException fate(Throwable cause) {
    return switch (cause) {
      case NotLeaderException e -> new TryLaterException("this seat does not lead", e);
      case CannotReplicateException e -> new TryLaterException("the log takes no entries now", e);
      case TargetNotMemberException e -> new TryLaterException("this seat left the grid", e);
      case CallerNotMemberException e -> new TryLaterException("this seat left the grid", e);
      case CPGroupDestroyedException e -> new TryLaterException("this ledger has ended", e);
      case HazelcastInstanceNotActiveException e ->
          new IndeterminateException("this seat is stopping", e);
      default -> new IndeterminateException("the entry may be committed: " + cause, cause);
    };
  }
}
