package io.gridpool.agent.boot;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tries of an agent on its way to service, and what it waits for meanwhile; a try that fails is
 * said and is no end.
 *
 * <p>Thread: the one that starts the agent tries; the rest may be asked by any.
 */
final class StartSteps {
  /** The pause between two tries to reach the grid, and between two looks at queued releases. */
  static final long PAUSE_MS = 500;

  private static final Logger LOG = LoggerFactory.getLogger(StartSteps.class);

  /** How often a starting agent looks whether its watches are complete, in milliseconds. */
  private static final long SYNC_LOOK_MS = 20;

  /** How long a starting agent waits for each of its watches, in milliseconds. */
  private static final long SYNC_WAIT_MS = 10_000;

  private volatile String waitingFor;
  private volatile boolean closed;

  /** Not begun: it waits for the first thing. */
  StartSteps(String first) {
    this.waitingFor = first;
  }

  /** What the agent still waits for; empty while it serves. */
  String waitingFor() {
    return waitingFor;
  }

  /** From now on it waits for this. */
  void waitFor(String what) {
    waitingFor = what;
  }

  /** Whether the agent is to end. */
  boolean closed() {
    return closed;
  }

  /** The agent is to end: waits are over. */
  void close() {
    closed = true;
  }

  /** One try; rests when it fails. */
  void attempt(String what, Runnable step) {
    try {
      waitingFor = what;
      step.run();
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("waiting for {}: {}", what, e.getMessage());
      rest();
    } catch (RuntimeException e) {
      LOG.warn("waiting for {}: {}", what, e.toString());
      rest();
    }
  }

  /** Not for ever: without the API server pods that are known are served all the same. */
  void awaitSync(String what, BooleanSupplier synced) {
    for (long ms = 0; ms < SYNC_WAIT_MS && !closed && !synced.getAsBoolean(); ms += SYNC_LOOK_MS) {
      attempt(what, () -> sleep(SYNC_LOOK_MS));
    }
  }

  /** The pause after a try that did not help. */
  static void rest() {
    sleep(PAUSE_MS);
  }

  private static void sleep(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
