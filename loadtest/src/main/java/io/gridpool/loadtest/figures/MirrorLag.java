package io.gridpool.loadtest.figures;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.loadtest.api.PoolObject;
import io.gridpool.loadtest.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How far the mirror is behind: leases come and go at a rate, on several nodes, and a watch of its
 * own sees when SpiderEndpoints and the status of pools say so.
 */
@Command(name = "mirror-lag", mixinStandardHelpOptions = true)
public final class MirrorLag implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String NAMESPACE = "mirror-lag";
  private static final int NODES = 10;
  private static final int POOLS = 4;
  private static final int LEASES_MAX = 2_000;
  private static final double LAG_MS_MAX = 1_000;
  private static final Pattern UID = Pattern.compile("\"podUid\":\"([^\"]+)\"");

  /** No kubelet made these pods, so that nothing may be reclaimed. */
  private static final ReclaimSettings NO_RECLAIM =
      new ReclaimSettings(false, false, false, 0, 600_000, false);

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--repository", required = true, description = "folder of the checkout")
  Path repository = Path.of(".");

  @Option(names = "--rate", defaultValue = "200", description = "changes per second")
  int rate = 200;

  @Option(names = "--seconds", defaultValue = "60", description = "how long")
  int seconds = 60;

  @Option(
      names = "--warmup-seconds",
      defaultValue = "20",
      description = "at the same rate, before anything is counted: an agent runs for weeks")
  int warmupSeconds = 20;

  private volatile boolean counts;
  private final LocalLedger ledger = new LocalLedger();
  private final Lags endpoints = new Lags();
  private final Lags deletions = new Lags();
  private final Lags pools = new Lags();
  private final Map<String, AtomicInteger> statusWrites = new ConcurrentHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (KubernetesClient client = ApiObjects.connect(kubeconfig)) {
      ApiObjects.install(client, repository);
      ApiObjects.namespace(client, NAMESPACE);
      start(client);
      watch(client);
      double tookSeconds = run();
      awaitTheRest();
      return report(tookSeconds);
    } finally {
      for (AutoCloseable one : opened.reversed()) {
        one.close();
      }
    }
  }

  /** What was not seen by then is reported as such. */
  private void awaitTheRest() {
    long endNs = System.nanoTime() + LIMIT.toNanos();
    while (endpoints.open() + pools.open() > 0 && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void start(KubernetesClient client) {
    KubeSettings settings = KubeSettings.DEFAULT.with(NO_RECLAIM);
    IpamSettings ipam = new IpamSettings("n0", true, true, true);
    KubeAccess kube = KubeAccess.open(Optional.of(kubeconfig), settings, ipam);
    opened.add(kube);
    StewardKube steward = kube.steward(ledger, ledger, () -> true);
    opened.add(steward);
    steward.start();
    for (int i = 0; i < NODES; i++) {
      AgentKube agent = kube.agent("lag-n" + i, ledger, key -> Optional.of(LocalLedger.CONTAINER));
      opened.add(agent);
      agent.startMirror(ledger);
    }
    Await.until("the steward watches", LIMIT, steward::watching);
    for (int i = 0; i < POOLS; i++) {
      String net = "10.20" + i + ".";
      var _ =
          client
              .resource(
                  PoolObject.of(poolOf(i), net + "0.0/16", net + "0.10-" + net + "250.250", null))
              .create();
    }
    Await.until("the pools", LIMIT, () -> ledger.hasPool(poolOf(POOLS - 1)));
  }

  private static String poolOf(int number) {
    return "lag-" + number % POOLS;
  }

  private void watch(KubernetesClient client) {
    var seenEndpoints = client.resources(SpiderEndpoint.class).inNamespace(NAMESPACE);
    opened.add(seenEndpoints.inform(new Endpoints())::stop);
    opened.add(client.resources(SpiderIPPool.class).inform(new Pools())::stop);
  }

  /** Half of the changes give a lease, half take one away, once there are enough. */
  private double run() {
    Deque<Endpoint> held = new ArrayDeque<>();
    int leases = 0;
    long startNs = System.nanoTime();
    int changes = rate * (warmupSeconds + seconds);
    for (int i = 0; i < changes; i++) {
      counts = i >= rate * warmupSeconds;
      long dueNs = startNs + i * TimeUnit.SECONDS.toNanos(1) / rate;
      while (System.nanoTime() - dueNs < 0) {
        LockSupport.parkNanos(dueNs - System.nanoTime());
      }
      if (held.size() >= Math.min(LEASES_MAX, changes / 2) || (i % 2 == 1 && held.size() > rate)) {
        free(held.removeFirst());
      } else {
        held.addLast(lease(leases++));
      }
    }
    return (System.nanoTime() - startNs) / 1e9 - warmupSeconds;
  }

  private Endpoint lease(int number) {
    String uid = UUID.randomUUID().toString();
    begin(endpoints, uid);
    begin(pools, uid);
    // A set's endpoint has no owner that would have to exist.
    return ledger.acquire(
        new EndpointKey(NAMESPACE, "pod-" + number),
        uid,
        "lag-n" + number % NODES,
        new Owner("apps", "StatefulSet", "lag"),
        poolOf(number));
  }

  private void begin(Lags lags, String uid) {
    if (counts) {
      lags.begin(uid);
    }
  }

  private void free(Endpoint endpoint) {
    begin(deletions, endpoint.podUid());
    var _ =
        ledger.submit(
            List.of(new Reclaim(endpoint.key(), endpoint.podUid(), "figures")), LocalLedger.LIMIT);
  }

  private int report(double tookSeconds) {
    boolean all = endpoints.open() == 0 && pools.open() == 0;
    System.out.printf("changes: %d in %.1f s%n", rate * seconds, tookSeconds);
    System.out.println("SpiderEndpoint written: " + endpoints);
    System.out.println("SpiderEndpoint deleted: " + deletions);
    System.out.println("pool status:            " + pools);
    double most =
        statusWrites.values().stream().mapToInt(AtomicInteger::get).max().orElse(0) / tookSeconds;
    System.out.printf("status writes per pool and second: %.2f%n", most);
    return all && endpoints.percentileMs(0.99) <= LAG_MS_MAX && most <= 1.05 ? 0 : 1;
  }

  private final class Endpoints implements ResourceEventHandler<SpiderEndpoint> {
    @Override
    public void onAdd(SpiderEndpoint object) {
      endpoints.seen(object.getStatus().current().uid());
    }

    @Override
    public void onUpdate(SpiderEndpoint before, SpiderEndpoint object) {
      endpoints.seen(object.getStatus().current().uid());
    }

    @Override
    public void onDelete(SpiderEndpoint object, boolean finalStateUnknown) {
      deletions.seen(object.getStatus().current().uid());
    }
  }

  private final class Pools implements ResourceEventHandler<SpiderIPPool> {
    @Override
    public void onAdd(SpiderIPPool pool) {
      // Nothing is leased yet.
    }

    @Override
    public void onUpdate(SpiderIPPool before, SpiderIPPool pool) {
      if (!counts
          || pool.getStatus() == null
          || Objects.equals(before.getStatus(), pool.getStatus())) {
        return;
      }
      var _ =
          statusWrites
              .computeIfAbsent(pool.getMetadata().getName(), name -> new AtomicInteger())
              .incrementAndGet();
      Matcher uid = UID.matcher(Objects.requireNonNullElse(pool.getStatus().allocatedIPs(), ""));
      while (uid.find()) {
        pools.seen(uid.group(1));
      }
    }

    @Override
    public void onDelete(SpiderIPPool pool, boolean finalStateUnknown) {
      // None is deleted here.
    }
  }

  /** Exit code 0 when the lag is within its bounds. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MirrorLag()).execute(arguments));
  }
}
