package io.gridpool.agent.kube.loop;

import static io.gridpool.agent.kube.KubeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class KeyLoopTest {
  private static final int AT_ONCE = 4;

  private final List<String> looks = new CopyOnWriteArrayList<>();

  @Test
  void looksAtSeveralKeysAtOnce() {
    CountDownLatch all = new CountDownLatch(AT_ONCE);
    try (KeyLoop<String> loop =
        started(key -> {
          all.countDown();
          waitFor(all);
          looks.add(key);
          return 0;
        })) {
      for (int i = 0; i < AT_ONCE; i++) {
        loop.add("key-" + i);
      }
      await("all looks, each of which waits for the others", () -> looks.size() == AT_ONCE);
    }
  }

  @Test
  void neverLooksAtOneKeyTwiceAtOnce() {
    Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    try (KeyLoop<String> loop =
        started(key -> {
          AtomicInteger now = running.computeIfAbsent(key, name -> new AtomicInteger());
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          LockSupport.parkNanos(1_000);
          now.decrementAndGet();
          rounds.incrementAndGet();
          return 0;
        })) {
      await(
          "many looks at one key",
          () -> {
            loop.add("one");
            return rounds.get() >= 1_000;
          });
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void whatIsAddedDuringALookIsLookedAtOnceMore() {
    Semaphore goOn = new Semaphore(0);
    try (KeyLoop<String> loop =
        started(key -> {
          looks.add(key);
          goOn.acquireUninterruptibly();
          return 0;
        })) {
      loop.add("one");
      await("the first look", () -> looks.size() == 1);
      loop.add("one");
      loop.add("one");
      loop.add("two");
      await("a look at the other key meanwhile", () -> looks.contains("two"));
      assertThat(looks).containsExactly("one", "two");

      goOn.release(AT_ONCE);
      await("the second look", () -> looks.size() == 3);
      await("nothing waits", () -> loop.size() == 0 && loop.oldestMs() == 0);
      assertThat(looks).containsExactly("one", "two", "one");
    }
  }

  @Test
  void aLookThatFailedComesAgainAndTheKeyIsOpenUntilOneSucceeds() {
    AtomicInteger failures = new AtomicInteger(2);
    try (KeyLoop<String> loop =
        started(key -> {
          looks.add(key);
          if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("the API server is away");
          }
          return 0;
        })) {
      loop.add("one");
      await("the third look", () -> looks.size() == 3);
      await("nothing is open", () -> loop.oldestMs() == 0);
    }
  }

  @Test
  void aKeyThatIsAskedForSoonerIsLookedAtOnce() {
    try (KeyLoop<String> loop =
        started(key -> {
          looks.add(key);
          return 0;
        })) {
      loop.add("one", 60_000);
      loop.add("one", 0);
      await("the look", () -> looks.size() == 1);
      assertThat(loop.size()).isZero();
    }
  }

  private static KeyLoop<String> started(KeyLoop.Look<String> look) {
    KeyLoop<String> loop = new KeyLoop<>("test", KubeSettings.DEFAULT, AT_ONCE, look);
    loop.start();
    return loop;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
