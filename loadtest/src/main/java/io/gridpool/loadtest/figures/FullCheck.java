package io.gridpool.loadtest.figures;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.agent.kube.reclaim.Reclaimer;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.loadtest.process.Await;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long one check of all leases takes, against fresh lists of as many pods, and how often it
 * asks the API server. Pods of an earlier run with the same number are used again.
 */
@Command(name = "full-check", mixinStandardHelpOptions = true)
public final class FullCheck implements Callable<Integer> {
  private static final String NAMESPACE = "full-check";
  private static final String NODE = "full-check";
  private static final String POOL = "full-check";
  private static final int WRITERS = 32;
  private static final int ROUND_MS = 86_400_000;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final double MS_MAX = 5_000;
  private static final double PER_SECOND_MAX = 50;

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--leases", defaultValue = "100000", description = "and as many pods")
  int leases = 100_000;

  @Option(names = "--checks", defaultValue = "3", description = "the fastest counts")
  int checks = 3;

  private final LocalLedger ledger = new LocalLedger();

  @Override
  public Integer call() throws Exception {
    try (KubernetesClient client = ApiObjects.connect(kubeconfig)) {
      ApiObjects.namespace(client, NAMESPACE);
      ApiObjects.node(client, NODE);
      open();
      fill(client);
      return check(client);
    }
  }

  private void open() {
    var pool =
        new PoolSpec(
            POOL,
            Subnet.parse("10.0.0.0/8"),
            List.of(AddressRange.parse("10.1.0.0-10.9.255.255")),
            List.of(),
            0,
            false,
            "");
    var _ = ledger.submit(List.of(new PutPool(pool)), LocalLedger.LIMIT);
  }

  private void fill(KubernetesClient client) throws InterruptedException, ExecutionException {
    long startNs = System.nanoTime();
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> all =
          IntStream.range(0, leases)
              .<Future<?>>mapToObj(i -> writers.submit(() -> lease(client, i)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
    System.out.printf("%d pods there, %.0f s%n", leases, (System.nanoTime() - startNs) / 1e9);
  }

  private void lease(KubernetesClient client, int number) {
    String name = "pod-%06d".formatted(number);
    var _ =
        ledger.acquire(
            new EndpointKey(NAMESPACE, name),
            pod(client, name).getMetadata().getUid(),
            NODE,
            new Owner("", "Pod", name),
            POOL);
  }

  /** A server that was measured before has them. */
  private static Pod pod(KubernetesClient client, String name) {
    try {
      return client.resource(ApiObjects.pod(NAMESPACE, name, NODE)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return client.pods().inNamespace(NAMESPACE).withName(name).require();
    }
  }

  private int check(KubernetesClient client) {
    KubeSettings settings =
        KubeSettings.DEFAULT
            .with(new ReclaimSettings(true, true, true, 0, 1_000, false))
            .with(KubeSettings.DEFAULT.rounds().every(ROUND_MS, ROUND_MS));
    IpamSettings ipam = new IpamSettings(NODE, true, true, true);
    KubeRoom room = new KubeRoom(client, ledger, settings, () -> ipam);
    try (Reclaimer search = new Reclaimer(room, () -> true)) {
      search.start();
      Await.until("the checks", LIMIT, () -> search.fullChecks().size() >= checks);
      search.fullChecks().forEach(System.out::println);
      return search.fullChecks().stream()
              .anyMatch(one -> one.tookMs() <= MS_MAX && one.perSecond() <= PER_SECOND_MAX)
          ? 0
          : 1;
    }
  }

  /** Exit code 0 when a check is within its bounds. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FullCheck()).execute(arguments));
  }
}
