package io.gridpool.grid;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment on the monotonic clock after which nobody waits any more. */
public record Deadline(long atNs) {
  /** The moment {@code limit} from now. */
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** Milliseconds left; 0 when it has passed. */
  public long leftMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(atNs - System.nanoTime()));
  }

  /** What is left of it, never below zero. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNs - System.nanoTime()));
  }

  /** Whether it has passed. */
  public boolean over() {
    return atNs - System.nanoTime() <= 0;
  }

  /** Waits {@code pauseMs}, or what is left when that is less. */
  void pause(long pauseMs) {
    sleep(Math.min(pauseMs, leftMs()));
  }

  private static void sleep(long pauseMs) {
    try {
      TimeUnit.MILLISECONDS.sleep(pauseMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("interrupted while waiting", e);
    }
  }
}
