package io.gridpool.agent.kube.loop;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys to look at, one after another on one thread: each key waits at most once, a look that failed
 * comes again after a pause that doubles.
 *
 * <p>Safe for any thread. Start it once; a closed one is done for good.
 *
 * @param <K> key; what to do with it is found by looking, never carried with it
 */
public final class KeyLoop<K> implements AutoCloseable {
  /** The most keys that wait; beyond it a key is turned away, and a later sweep brings it again. */
  public static final int KEYS_MAX = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeyLoop.class);
  private static final int DOUBLINGS_MAX = 20;

  /** One look at a key. */
  @FunctionalInterface
  public interface Look<K> {
    /**
     * Looks at the whole and makes it so.
     *
     * @return after how many milliseconds to look again; 0 when there is nothing left to do
     */
    long at(K key);
  }

  private final String name;
  private final Look<K> look;
  private final long retryFirstMs;
  private final long retryMaxMs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<K, Long> dueByKey = new HashMap<>();
  private final Map<K, Long> sinceByKey = new HashMap<>();
  private final Map<K, Integer> failuresByKey = new HashMap<>();
  private final PriorityQueue<Due<K>> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
  private final Thread worker;
  private boolean closed;

  /** A loop, not started yet. */
  public KeyLoop(String name, KubeSettings settings, Look<K> look) {
    this.name = name;
    this.look = look;
    this.retryFirstMs = settings.retryFirstMs();
    this.retryMaxMs = settings.retryMaxMs();
    this.worker = Thread.ofVirtual().name("kube-" + name).unstarted(this::run);
  }

  /** Starts to look. */
  public void start() {
    worker.start();
  }

  /** Looks at {@code key} soon; false when too many wait. */
  public boolean add(K key) {
    return add(key, 0);
  }

  /** Looks at {@code key} after {@code delayMs}, or sooner where that was asked before. */
  public boolean add(K key, long delayMs) {
    lock.lock();
    try {
      long atNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
      Long before = dueByKey.get(key);
      if (before != null && before - atNanos <= 0) {
        return true;
      }
      if (closed || (before == null && dueByKey.size() >= KEYS_MAX)) {
        return false;
      }
      dueByKey.put(key, atNanos);
      sinceByKey.putIfAbsent(key, System.nanoTime());
      queue.add(new Due<>(key, atNanos));
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many keys wait. */
  public int size() {
    lock.lock();
    try {
      return dueByKey.size();
    } finally {
      lock.unlock();
    }
  }

  /** For how long the oldest key waits for a look that succeeds, in milliseconds; 0 when none. */
  public long oldestMs() {
    lock.lock();
    try {
      long nowNs = System.nanoTime();
      long oldestNs = sinceByKey.values().stream().mapToLong(at -> nowNs - at).max().orElse(0);
      return TimeUnit.NANOSECONDS.toMillis(oldestNs);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the loop: the look that runs is interrupted, the keys that wait are forgotten. */
  @Override
  public void close() {
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
    worker.interrupt();
  }

  private void run() {
    try {
      for (K key = next(); key != null; key = next()) {
        lookAt(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next key that is due; null when the loop was closed. */
  private @Nullable K next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Due<K> first = queue.peek();
        long waitNanos = first == null ? Long.MAX_VALUE : first.atNanos() - System.nanoTime();
        if (first == null || waitNanos > 0) {
          var _ = changed.awaitNanos(waitNanos);
        } else {
          queue.remove();
          if (dueByKey.remove(first.key(), first.atNanos())) {
            return first.key();
          }
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void lookAt(K key) {
    try {
      long againMs = look.at(key);
      failuresByKey.remove(key);
      settled(key);
      if (againMs > 0) {
        add(key, againMs);
      }
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      int failures = failuresByKey.merge(key, 1, Integer::sum);
      long pauseMs = Math.min(retryMaxMs, retryFirstMs << Math.min(failures - 1, DOUBLINGS_MAX));
      LOG.warn("{} {}: {}; again in {} ms", name, key, reason(e), pauseMs);
      add(key, pauseMs);
    }
  }

  /** What was added again meanwhile waits from now on. */
  private void settled(K key) {
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

  /** The client's own sentence says only what was tried; its cause says why. */
  private static String reason(RuntimeException e) {
    return e.getCause() == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + " " + e.getCause().getMessage();
  }

  private record Due<K>(K key, long atNanos) {}
}
