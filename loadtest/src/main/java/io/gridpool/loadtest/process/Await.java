package io.gridpool.loadtest.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a condition, never for a time. */
public final class Await {
  private static final long PAUSE_MS = 50;

  private Await() {}

  /** Returns when the condition holds; throws with {@code what} when the limit passes first. */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    long endNs = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > endNs) {
        throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain: " + what);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
