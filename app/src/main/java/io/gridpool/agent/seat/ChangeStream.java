package io.gridpool.agent.seat;

import io.gridpool.ledger.query.Answer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running subscription to the changes of the ledger; finds another seat by itself when one goes
 * away, with a growing pause between tries.
 *
 * <p>Thread: one virtual thread calls the consumer, one change after the other.
 */
public final class ChangeStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);
  private static final int PAUSE_MS_MIN = 50;
  private static final int PAUSE_MS_MAX = 2_000;

  private final ChangeRoute route;
  private final Consumer<Answer.Changes> consumer;
  private final Thread thread;
  private volatile long revision;
  private volatile boolean closed;
  private int pauseMs = PAUSE_MS_MIN;

  private ChangeStream(ChangeRoute route, long since, Consumer<Answer.Changes> consumer) {
    this.route = route;
    this.revision = since;
    this.consumer = consumer;
    this.thread = Thread.ofVirtual().name("gridpool-changes").unstarted(this::followOn);
  }

  static ChangeStream start(ChangeRoute route, long since, Consumer<Answer.Changes> consumer) {
    ChangeStream stream = new ChangeStream(route, since, consumer);
    stream.thread.start();
    return stream;
  }

  /** The revision up to which the consumer has seen everything. */
  public long revision() {
    return revision;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void followOn() {
    while (!closed) {
      try {
        route.follow(revision, this::take);
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.info("changes after revision {} are asked for again: {}", revision, e.toString());
        }
      }
      pause();
    }
  }

  private void take(Answer.Changes changes) {
    consumer.accept(changes);
    revision = changes.to();
    pauseMs = PAUSE_MS_MIN;
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }
}
