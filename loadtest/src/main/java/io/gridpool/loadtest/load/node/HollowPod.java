package io.gridpool.loadtest.load.node;

import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.load.measure.Meter.What;
import io.gridpool.loadtest.load.plugin.Answer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One life of a pod on a hollow node: sandboxes until one has an address, and a DEL for each of
 * them at the end.
 *
 * <p>An ADD that fails is followed by a DEL of that sandbox, a pause and an ADD with a new id, as
 * kubelet and runtime do; at the pod's end every id that was ever used gets a DEL. Threads: any;
 * one call of a pod at a time.
 */
public final class HollowPod {
  /** The first pause after a failed ADD, in milliseconds; it doubles. */
  private static final long PAUSE_FIRST_MS = 1_000;

  /** The longest pause after a failed ADD, in milliseconds. */
  private static final long PAUSE_MAX_MS = 8_000;

  /** Between two tries of a DEL, in milliseconds. */
  private static final long DEL_PAUSE_MS = 1_000;

  /** Tries of a DEL until the node gives up and says so. */
  private static final int DELS_MAX = 60;

  private final PodFacts facts;
  private final Sandboxes sandboxes;
  private final ReentrantLock one = new ReentrantLock();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Set<String> ids = new LinkedHashSet<>();
  private volatile String current = "";
  private volatile String result = "";
  private volatile String address = "";
  private volatile boolean started;

  HollowPod(PodFacts facts, Sandboxes sandboxes) {
    this.facts = facts;
    this.sandboxes = sandboxes;
  }

  /** Who it is. */
  public PodFacts facts() {
    return facts;
  }

  /** What it was given; empty before, and after its end. */
  public String address() {
    return address;
  }

  /** Whether it has an address and nobody ended it. */
  public boolean running() {
    return !address.isEmpty() && ending.getCount() > 0;
  }

  /** Whether it is held back and nobody has started or ended it. */
  public boolean waits() {
    return facts.held() && !started && ending.getCount() > 0;
  }

  /** It is held back no more. */
  void begin() {
    started = true;
  }

  /** Tries until it has an address; false when the pod was ended first. */
  boolean bring(long arrivedNs) {
    long dueNs = arrivedNs;
    long pauseMs = PAUSE_FIRST_MS;
    while (!tryAdd(dueNs)) {
      long jitterMs = ThreadLocalRandom.current().nextLong(pauseMs / 4);
      if (ended(pauseMs + jitterMs)) {
        return false;
      }
      pauseMs = Math.min(PAUSE_MAX_MS, 2 * pauseMs);
      dueNs = System.nanoTime();
    }
    sandboxes.meter().record(What.ADD_ADDRESS, System.nanoTime() - arrivedNs);
    return true;
  }

  private boolean ended(long afterMs) {
    try {
      return ending.await(afterMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean tryAdd(long dueNs) {
    one.lock();
    try {
      if (ending.getCount() == 0) {
        return false;
      }
      String id = Sandbox.newContainerId();
      ids.add(id);
      Answer answer = sandboxes.add(facts, id, dueNs);
      if (answer.well()) {
        current = id;
        address = answer.address();
        result = answer.result();
      } else {
        var _ = sandboxes.del(facts, id, System.nanoTime());
      }
      return answer.well();
    } finally {
      one.unlock();
    }
  }

  /** The node was switched off and on: the sandbox is gone without a DEL, the pod gets another. */
  boolean restart(long dueNs) {
    current = "";
    return bring(dueNs);
  }

  /** DELs of the sandboxes that a restart has left, as the runtime sends them when it cleans up. */
  void clean() {
    one.lock();
    try {
      List<String> old = ids.stream().filter(id -> !id.equals(current)).toList();
      old.forEach(id -> {
        if (sandboxes.del(facts, id, System.nanoTime())) {
          ids.remove(id);
        }
      });
    } finally {
      one.unlock();
    }
  }

  /** CHECK of the sandbox that runs; true when there is none. */
  boolean check(long dueNs) {
    one.lock();
    try {
      return current.isEmpty() || sandboxes.check(facts, current, result, dueNs);
    } finally {
      one.unlock();
    }
  }

  /** Ends it: a DEL for every sandbox, tried until each went well; false when one never did. */
  boolean end(long dueNs) {
    ending.countDown();
    one.lock();
    try {
      String had = address;
      if (!had.isEmpty()) {
        sandboxes.invariants().letsGo(facts.asker(), had, System.nanoTime());
      }
      long callNs = History.nowNs();
      boolean all = true;
      for (String id : ids.stream().toList().reversed()) {
        all &= delUntilWell(id, dueNs);
      }
      ids.clear();
      address = "";
      if (!facts.keeps() && all) {
        sandboxes.invariants().released(facts.asker(), had);
        sandboxes.history().released(facts.key(), callNs);
      }
      return all;
    } finally {
      one.unlock();
    }
  }

  private boolean delUntilWell(String id, long firstDueNs) {
    long dueNs = firstDueNs;
    for (int i = 0; i < DELS_MAX && !Thread.currentThread().isInterrupted(); i++) {
      if (sandboxes.del(facts, id, dueNs)) {
        return true;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DEL_PAUSE_MS));
      dueNs = System.nanoTime();
    }
    return false;
  }
}
