package io.gridpool.grid.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Wakes those who wait for the next entry; costs the ringing thread one lock. */
final class Bell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();

  /** Wakes every waiter. */
  void ring() {
    lock.lock();
    try {
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code reached} holds, {@code limitMs} at most; answers whether it does. */
  boolean await(BooleanSupplier reached, long limitMs) throws InterruptedException {
    long leftNs = TimeUnit.MILLISECONDS.toNanos(limitMs);
    lock.lock();
    try {
      while (!reached.getAsBoolean() && leftNs > 0) {
        leftNs = rung.awaitNanos(leftNs);
      }
      return reached.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
