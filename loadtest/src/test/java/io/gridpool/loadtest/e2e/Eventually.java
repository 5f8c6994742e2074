package io.gridpool.loadtest.e2e;

import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Waiting until a check passes, with the catalogue's limits. */
final class Eventually {
  /** Pods start. The catalogue allows 5 minutes; here nothing is pulled. */
  static final Duration POD_START = Duration.ofSeconds(90);

  /** An event that says why a pod does not start. */
  static final Duration EVENT = Duration.ofSeconds(30);

  /** Addresses come back when their pods are gone. */
  static final Duration RECLAIM = Duration.ofSeconds(90);

  /** The mirror follows the ledger. */
  static final Duration MIRROR = Duration.ofSeconds(15);

  private Eventually() {}

  /** Returns when the check throws no {@link AssertionError}; throws its last one at the limit. */
  static void passes(String what, Duration limit, Runnable check) {
    AtomicReference<AssertionError> last = new AtomicReference<>(new AssertionError(what));
    try {
      Await.until(what, limit, () -> held(check, last));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + ": " + last.get().getMessage(), last.get());
    }
  }

  private static boolean held(Runnable check, AtomicReference<AssertionError> last) {
    try {
      check.run();
      return true;
    } catch (AssertionError e) {
      last.set(e);
      return false;
    }
  }
}
