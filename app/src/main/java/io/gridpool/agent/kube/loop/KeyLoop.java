package io.gridpool.agent.kube.loop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys to look at, one after another or some at a time: each key waits at most once and is looked
 * at by one thread at a time, a look that failed comes again after a pause that doubles.
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
  private final DueKeys<K> keys = new DueKeys<>(KEYS_MAX);
  private final Map<K, Integer> failuresByKey = new ConcurrentHashMap<>();
  private final List<Thread> workers;

  /** A loop that looks at one key at a time, not started yet. */
  public KeyLoop(String name, KubeSettings settings, Look<K> look) {
    this(name, settings, 1, look);
  }

  /**
   * A loop that is not started yet.
   *
   * @param looksMax how many keys are looked at at once; then {@code look} is safe for any thread
   */
  public KeyLoop(String name, KubeSettings settings, int looksMax, Look<K> look) {
    this.name = name;
    this.look = look;
    this.retryFirstMs = settings.pace().retryFirstMs();
    this.retryMaxMs = settings.pace().retryMaxMs();
    this.workers =
        IntStream.range(0, looksMax)
            .mapToObj(number -> Thread.ofVirtual().name("kube-" + name).unstarted(this::run))
            .toList();
  }

  /** Starts to look. */
  public void start() {
    workers.forEach(Thread::start);
  }

  /** Looks at {@code key} soon; false when too many wait. */
  public boolean add(K key) {
    return add(key, 0);
  }

  /** Looks at {@code key} after {@code delayMs}, or sooner where that was asked before. */
  public boolean add(K key, long delayMs) {
    return keys.add(key, delayMs);
  }

  /** How many keys wait. */
  public int size() {
    return keys.size();
  }

  /** For how long the oldest key waits for a look that succeeds, in milliseconds; 0 when none. */
  public long oldestMs() {
    return keys.oldestMs();
  }

  /** Ends the loop: the looks that run are interrupted, the keys that wait are forgotten. */
  @Override
  public void close() {
    keys.close();
    workers.forEach(Thread::interrupt);
  }

  private void run() {
    try {
      for (@Nullable K key = keys.next(); key != null; key = keys.next()) {
        lookAt(key);
        keys.giveBack(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAt(K key) {
    try {
      long againMs = look.at(key);
      failuresByKey.remove(key);
      keys.settled(key);
      if (againMs > 0) {
        keys.add(key, againMs);
      }
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      int failures = failuresByKey.merge(key, 1, Integer::sum);
      long pauseMs = Math.min(retryMaxMs, retryFirstMs << Math.min(failures - 1, DOUBLINGS_MAX));
      LOG.warn("{} {}: {}; again in {} ms", name, key, reason(e), pauseMs);
      keys.add(key, pauseMs);
    }
  }

  /** The client's own sentence says only what was tried; its cause says why. */
  private static String reason(RuntimeException e) {
    String said = String.valueOf(e.getMessage());
    String cause = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
    return said.contains(cause) ? said : said + " " + cause;
  }
}
