package io.gridpool.loadtest.load.scenario;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.loadtest.load.node.HollowPod;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls in an open loop: each is due by the clock and timed from then, whatever became of those
 * before it, so no answer that is late hides another.
 *
 * <p>Pods are made a while before their ADD is due, held back, and started at their moment.
 */
final class Rates {
  /** How long before its ADD a pod is made. */
  private static final Duration AHEAD = Duration.ofSeconds(3);

  private static final int MAKERS = 8;

  private static final int TRIES_MAX = 60;

  /** Of a hundred calls. */
  private static final int ADDS = 45;

  private static final int DELS = 45;

  private final Stage stage;
  private final String prefix;
  private final AtomicInteger made = new AtomicInteger();
  private final ConcurrentLinkedQueue<HollowPod> ready = new ConcurrentLinkedQueue<>();
  private int starved;

  private Rates(Stage stage, String prefix) {
    this.stage = stage;
    this.prefix = prefix;
  }

  static void steady(Stage stage) {
    run(stage, "steady-", Duration.ofMillis((long) (stage.size().minutes() * 60_000)));
    stage.quiet();
    stage.phase(
        "delete",
        () -> {
          stage.deleteAll(Bursts.LIMIT);
          return "until all were gone";
        });
  }

  /** So long at the stage's rate; then waits until what was begun has ended. */
  static void run(Stage stage, String prefix, Duration length) {
    Rates rates = new Rates(stage, prefix);
    stage.phase(
        "rate",
        () -> {
          int calls = rates.calls(length);
          rates.finish();
          return "%d calls at %.0f/s, %d ADDs left out for want of a pod"
              .formatted(calls, stage.size().ratePerS(), rates.starved);
        });
  }

  private int calls(Duration length) {
    int calls = (int) (length.toMillis() * stage.size().ratePerS() / 1_000);
    long stepNs = (long) (1e9 / stage.size().ratePerS());
    try (ExecutorService makers = Executors.newFixedThreadPool(MAKERS)) {
      int stock = (int) Math.max(MAKERS, AHEAD.toSeconds() * stage.size().ratePerS());
      for (int i = 0; i < stock; i++) {
        makers.execute(this::make);
      }
      stage.await("a stock of pods", Bursts.LIMIT, () -> fresh().size() >= stock);
      ready.addAll(fresh());
      long startNs = System.nanoTime();
      for (int i = 0; i < calls && !Thread.currentThread().isInterrupted(); i++) {
        long dueNs = startNs + i * stepNs;
        while (System.nanoTime() - dueNs < 0) {
          LockSupport.parkNanos(dueNs - System.nanoTime());
        }
        one(makers, dueNs);
      }
    }
    return calls;
  }

  private void one(ExecutorService makers, long dueNs) {
    int dice = stage.random().nextInt(100);
    long running = stage.nodes().running();
    // Between a quarter and all of the wanted number, so that there is always somebody to end.
    if ((dice < ADDS || running < stage.size().pods() / 4) && running < stage.size().pods()) {
      add(dueNs);
      makers.execute(this::make);
    } else if (dice < ADDS + DELS) {
      Optional<HollowPod> pod = stage.anyRunning();
      pod.ifPresent(one -> makers.execute(() -> delete(one)));
    } else {
      stage.anyRunning().ifPresent(pod -> stage.nodes().check(pod, dueNs));
    }
  }

  private void add(long dueNs) {
    HollowPod pod = ready.poll();
    if (pod == null) {
      ready.addAll(fresh());
      pod = ready.poll();
    }
    if (pod == null) {
      starved++;
    } else {
      stage.nodes().release(pod, dueNs);
    }
  }

  private List<HollowPod> fresh() {
    return stage
        .nodes()
        .select(
            pod -> pod.waits() && pod.facts().name().startsWith(prefix) && !ready.contains(pod));
  }

  private void make() {
    int number = made.getAndIncrement();
    List<String> nodes = stage.size().nodes();
    repeat(() -> stage.workloads().pod(prefix + number, nodes.get(number % nodes.size()), true));
  }

  private void delete(HollowPod pod) {
    repeat(() -> stage.workloads().delete(pod.facts().name()));
  }

  /** The API server may be stopped on purpose; a request that went through after all is as good. */
  private static void repeat(Runnable request) {
    for (int i = 0; i < TRIES_MAX; i++) {
      try {
        request.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          return;
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  /** Those that were made and never started end here. */
  private void finish() {
    stage.await(
        "what was held back is gone",
        Bursts.LIMIT,
        () -> {
          List<HollowPod> unused = stage.nodes().select(HollowPod::waits);
          unused.forEach(this::delete);
          return unused.isEmpty();
        });
    stage.awaitRest(Bursts.LIMIT);
  }
}
