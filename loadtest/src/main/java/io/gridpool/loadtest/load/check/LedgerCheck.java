package io.gridpool.loadtest.load.check;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.loadtest.crash.Truth;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.load.node.HollowPod;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what callers were told with the ledger and its mirror, in moments in which nobody calls.
 *
 * <p>Threads: one.
 */
public final class LedgerCheck implements AutoCloseable {
  /** How long the ledger, its mirror and the status of its pool may take to have nothing left. */
  private static final Duration EMPTY_MAX = Duration.ofSeconds(90);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final int BREACHES_SHOWN_MAX = 20;

  private final KubernetesClient client;
  private final Truth truth;
  private final String namespace;
  private final String pool;
  private final List<String> lost = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private final Set<String> everGiven = new TreeSet<>();
  private int compared;
  private String emptyAfter = "";

  public LedgerCheck(KubernetesClient client, Truth truth, String namespace, String pool) {
    this.client = client;
    this.truth = truth;
    this.namespace = namespace;
    this.pool = pool;
  }

  /**
   * Every pod that runs has in the ledger what it was told, and nobody else is there; the history
   * gets what was read. Call it while nothing changes.
   */
  public void compare(Collection<HollowPod> pods, History history) {
    long callNs = History.nowNs();
    Map<String, Endpoint> ledger = new HashMap<>();
    endpoints().forEach(endpoint -> ledger.put(endpoint.key().toString(), endpoint));
    Set<String> known = new TreeSet<>();
    for (HollowPod pod : pods) {
      known.add(pod.facts().key());
      if (pod.running()) {
        compared++;
        everGiven.add(pod.address());
        String held = addressOf(ledger.get(pod.facts().key()), pod.facts().uid());
        history.read(pod.address(), held.equals(pod.address()) ? pod.facts().key() : "", callNs);
        if (!held.equals(pod.address())) {
          note(
              lost,
              pod.facts().key()
                  + " was told "
                  + pod.address()
                  + ", the ledger has "
                  + (held.isEmpty() ? "nothing" : held));
        }
      }
    }
    if (known.containsAll(ledger.keySet())) {
      history.settled(callNs);
    }
  }

  private static String addressOf(
      @org.jspecify.annotations.Nullable Endpoint endpoint, String uid) {
    return endpoint == null || !endpoint.podUid().equals(uid) || endpoint.leases().isEmpty()
        ? ""
        : endpoint.leases().getFirst().address().toString();
  }

  private List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    Await.until(
        "the ledger answers",
        ANSWER_MAX,
        () -> {
          all.clear();
          try {
            truth.endpoints().stream()
                .filter(e -> e.key().namespace().equals(namespace))
                .forEach(all::add);
            return true;
          } catch (TryLaterException | IndeterminateException e) {
            return false;
          }
        });
    return all;
  }

  /** Waits until nothing is left in ledger, mirror and pool; what stays is a breach. */
  public void nothingLeft(History history) {
    long startNs = System.nanoTime();
    String[] rest = {"the ledger has not answered"};
    try {
      Await.until(
          "nothing is left",
          EMPTY_MAX,
          () -> {
            rest[0] = rest();
            return rest[0].isEmpty();
          });
      emptyAfter =
          String.format(java.util.Locale.ROOT, "%.1f s", (System.nanoTime() - startNs) / 1e9);
    } catch (IllegalStateException e) {
      note(left, rest[0] + " after " + EMPTY_MAX.toSeconds() + " s");
    }
    long callNs = History.nowNs();
    if (endpoints().isEmpty()) {
      history.settled(callNs);
      everGiven.forEach(address -> history.read(address, "", callNs));
    }
  }

  private String rest() {
    int endpoints = endpoints().size();
    int mirrored =
        client.resources(SpiderEndpoint.class).inNamespace(namespace).list().getItems().size();
    long counted = poolCount();
    return endpoints + mirrored + counted == 0
        ? ""
        : "%d endpoints in the ledger, %d SpiderEndpoints, allocatedIPCount %d"
            .formatted(endpoints, mirrored, counted);
  }

  /** What the pool's object says is leased; 0 when it says nothing. */
  public long poolCount() {
    SpiderIPPool object = client.resources(SpiderIPPool.class).withName(pool).get();
    return object == null || object.getStatus() == null
        ? 0
        : Objects.requireNonNullElse(object.getStatus().allocatedIPCount(), 0L);
  }

  /** The verdicts. */
  public List<Verdict> verdicts() {
    return List.of(
        Verdict.of("what was acknowledged is in the ledger", lost, compared + " pods compared"),
        Verdict.of(
            "nothing is left behind",
            left,
            "ledger, SpiderEndpoints, pool count 0 after " + emptyAfter));
  }

  private static void note(List<String> to, String text) {
    if (to.size() < BREACHES_SHOWN_MAX) {
      to.add(text);
    }
  }

  @Override
  public void close() {
    truth.close();
  }
}
