package io.gridpool.agent.kube.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Spaces out calls to the API server. For one thread. */
final class ApiBudget {
  private final long gapNanos;
  private long nextNanos = System.nanoTime();

  /** At most {@code callsPerSecond}, from 1. */
  ApiBudget(int callsPerSecond) {
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
  }

  /** Waits until the next call may go; returns at once when the thread is interrupted. */
  void take() {
    long now = System.nanoTime();
    while (now - nextNanos < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(nextNanos - now);
      now = System.nanoTime();
    }
    nextNanos = Math.max(now, nextNanos) + gapNanos;
  }
}
