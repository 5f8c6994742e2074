package io.gridpool.agent.kube.loop;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys that wait, each for its time: a key waits at most once, and who takes one has it alone until
 * it is given back.
 *
 * <p>Safe for any thread.
 *
 * @param <K> key
 */
final class DueKeys<K> {
  private final int keysMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<K, Long> dueByKey = new HashMap<>();
  private final Map<K, Long> sinceByKey = new HashMap<>();
  private final Set<K> taken = new HashSet<>();
  private final PriorityQueue<Due<K>> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
  private boolean closed;

  /** None waits; beyond {@code keysMax} a key is turned away. */
  DueKeys(int keysMax) {
    this.keysMax = keysMax;
  }

  /** Lets a key wait for {@code delayMs}, or less where that was asked before; false when full. */
  boolean add(K key, long delayMs) {
    lock.lock();
    try {
      long atNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
      Long before = dueByKey.get(key);
      if (before != null && before - atNanos <= 0) {
        return true;
      }
      if (closed || (before == null && dueByKey.size() >= keysMax)) {
        return false;
      }
      dueByKey.put(key, atNanos);
      sinceByKey.putIfAbsent(key, System.nanoTime());
      if (!taken.contains(key)) {
        enqueue(key, atNanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(K key, long atNanos) {
    queue.add(new Due<>(key, atNanos));
    changed.signal();
  }

  /** Takes the next key that is due, once there is one; null when closed. */
  @Nullable K next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Due<K> first = queue.peek();
        long waitNanos = first == null ? Long.MAX_VALUE : first.atNanos() - System.nanoTime();
        if (first == null || waitNanos > 0) {
          var _ = changed.awaitNanos(waitNanos);
        } else {
          queue.remove();
          // One that was asked for sooner stands in the queue twice
          if (dueByKey.remove(first.key(), first.atNanos())) {
            taken.add(first.key());
            return first.key();
          }
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** What was to be done for a key is done; if it was added again meanwhile, that is younger. */
  void settled(K key) {
    lock.lock();
    try {
      if (dueByKey.containsKey(key)) {
        sinceByKey.put(key, System.nanoTime());
      } else {
        sinceByKey.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives a taken key back: who added it meanwhile is served now. */
  void giveBack(K key) {
    lock.lock();
    try {
      taken.remove(key);
      Long dueNanos = dueByKey.get(key);
      if (dueNanos != null) {
        enqueue(key, dueNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return dueByKey.size();
    } finally {
      lock.unlock();
    }
  }

  /** For how long the oldest is not settled, in milliseconds; 0 when none. */
  long oldestMs() {
    lock.lock();
    try {
      long nowNs = System.nanoTime();
      long oldestNs = sinceByKey.values().stream().mapToLong(at -> nowNs - at).max().orElse(0);
      return TimeUnit.NANOSECONDS.toMillis(oldestNs);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all, and turns away what comes. */
  void close() {
    lock.lock();
    try {
      closed = true;
      dueByKey.clear();
      sinceByKey.clear();
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private record Due<K>(K key, long atNanos) {}
}
