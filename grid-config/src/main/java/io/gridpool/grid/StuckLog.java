package io.gridpool.grid;

import com.hazelcast.cp.exception.CannotReplicateException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sees that the log of a leader refuses every entry for longer than it ever should.
 *
 * <p>A log refuses for moments: while the leadership is handed over, and while too many entries
 * wait for a majority. A leader that is followed and goes on refusing is in a state that nothing
 * ends but an election. {@link StuckTransfer} ends the one cause that is known; this is for others.
 *
 * <p>Thread: any.
 */
final class StuckLog {
  /** A hand-over ends within 5 s, and an overloaded log takes some entries all the time. */
  static final Duration REFUSING_MAX = Duration.ofSeconds(10);

  private final Duration refusingMax;
  private Optional<Deadline> patience = Optional.empty();
  private boolean stuck;

  /** A log that refused nothing yet; {@code refusingMax} is for how long it may. */
  StuckLog(Duration refusingMax) {
    this.refusingMax = refusingMax;
  }

  /** Makes a commit and notes whether the log took it. */
  <T> T noting(Supplier<T> commit) {
    try {
      T done = commit.get();
      forget();
      return done;
    } catch (TryLaterException e) {
      if (e.getCause() instanceof CannotReplicateException) {
        refused();
      }
      throw e;
    }
  }

  /** What was refused so far counts no more: an entry was taken, or another seat leads. */
  synchronized void forget() {
    patience = Optional.empty();
    stuck = false;
  }

  /** Two refusals far apart count only when nothing was taken in between. */
  private synchronized void refused() {
    stuck |= patience.filter(Deadline::over).isPresent();
    patience = patience.or(() -> Optional.of(Deadline.in(refusingMax)));
  }

  /** Whether something has to be done now; from then on it is looked at anew. */
  synchronized boolean isDue() {
    boolean due = stuck;
    if (due) {
      forget();
    }
    return due;
  }
}
