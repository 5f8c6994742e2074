package io.gridpool.agent.kube.reclaim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Spaces out calls to the API server. Safe for any thread. */
final class ApiBudget {
  private final long gapNanos;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong taken = new AtomicLong();

  /** At most {@code callsPerSecond}, from 1. */
  ApiBudget(int callsPerSecond) {
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
  }

  /** Waits until the next call may go; returns at once when the thread is interrupted. */
  void take() {
    long now = System.nanoTime();
    long mineNanos = nextNanos.getAndUpdate(next -> Math.max(now, next) + gapNanos);
    while (System.nanoTime() - mineNanos < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(mineNanos - System.nanoTime());
    }
    taken.incrementAndGet();
  }

  /** How many calls went so far. */
  long taken() {
    return taken.get();
  }
}
