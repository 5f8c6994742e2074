package io.gridpool.agent.seat;

import io.gridpool.grid.SeatHost;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the changes of a replica in this process one after the other, waiting for the next when
 * there is none.
 *
 * <p>A replica may lag behind what the reader has seen elsewhere; it then waits until it caught up.
 */
final class ChangeSource {
  /** How long one look waits for news, in milliseconds; then it is seen whether the reader left. */
  static final int WAIT_MS = 500;

  private static final Duration READ_LIMIT = Duration.ofSeconds(2);

  private final SeatHost host;
  private final int limit;
  private long since;
  private long seenIndex = -1;

  ChangeSource(SeatHost host, long since, int limit) {
    this.host = host;
    this.since = since;
    this.limit = limit < 1 ? Query.LIMIT_MAX : Math.min(limit, Query.LIMIT_MAX);
  }

  /** The next changes; empty when nothing new came within {@link #WAIT_MS}. */
  Optional<Answer.Changes> next() {
    if (!host.serves()) {
      throw new TryLaterException("this seat serves no more");
    }
    long index = awaitNews();
    if (index == seenIndex || revision() < since) {
      seenIndex = index;
      return Optional.empty();
    }
    Answer.Changes changes =
        (Answer.Changes) host.askLocally(new Query.ReadChanges(since, limit), READ_LIMIT);
    boolean news = changes.resync() || changes.to() > since;
    since = news ? changes.to() : since;
    // A full page may hide more behind it: look again at once, without waiting for an entry.
    seenIndex = news ? seenIndex : index;
    return news ? Optional.of(changes) : Optional.empty();
  }

  private long revision() {
    return ((Answer.Status) host.askLocally(new Query.ReadStatus(), READ_LIMIT)).revision();
  }

  private long awaitNews() {
    try {
      return host.awaitApplied(seenIndex, Duration.ofMillis(WAIT_MS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("interrupted while waiting for changes", e);
    }
  }
}
