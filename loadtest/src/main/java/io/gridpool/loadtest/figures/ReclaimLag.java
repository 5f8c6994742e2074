package io.gridpool.loadtest.figures;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.loadtest.api.PoolObject;
import io.gridpool.loadtest.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long an address stays taken after its pod went and no CNI DEL ever came: first while the
 * steward sees the pod go, then when it went while there was no steward. Settings as in a cluster.
 */
@Command(name = "reclaim-lag", mixinStandardHelpOptions = true)
public final class ReclaimLag implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String NAMESPACE = "reclaim-lag";
  private static final String NODE = "reclaim-lag";
  private static final String POOL = "reclaim-lag";
  private static final double LAG_MS_MAX = 60_000;

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--repository", required = true, description = "folder of the checkout")
  Path repository = Path.of(".");

  @Option(names = "--pods", defaultValue = "200", description = "pods of each part")
  int pods = 200;

  private final LocalLedger ledger = new LocalLedger();

  @Override
  public Integer call() throws Exception {
    IpamSettings ipam = new IpamSettings(NODE, true, true, true);
    try (KubernetesClient client = ApiObjects.connect(kubeconfig);
        KubeAccess kube = KubeAccess.open(Optional.of(kubeconfig), KubeSettings.DEFAULT, ipam)) {
      ApiObjects.install(client, repository);
      ApiObjects.namespace(client, NAMESPACE);
      ApiObjects.node(client, NODE);
      var _ =
          client
              .resource(PoolObject.of(POOL, "10.210.0.0/16", "10.210.1.0-10.210.9.250", null))
              .create();
      Lags seen = new Lags();
      Lags unseen = new Lags();
      List<EndpointKey> second;
      try (var _ = steward(kube)) {
        measure(client, lease(client, "seen"), seen);
        second = lease(client, "unseen");
      }
      end(client, second, unseen);
      try (var _ = steward(kube)) {
        await(second, unseen);
      }
      System.out.println("missed DEL, the steward sees the pod go:   " + seen);
      System.out.println("missed DEL, the pod went without steward:  " + unseen);
      boolean kept = seen.percentileMs(1) <= LAG_MS_MAX && unseen.percentileMs(1) <= LAG_MS_MAX;
      return kept ? 0 : 1;
    }
  }

  private StewardKube steward(KubeAccess kube) {
    StewardKube steward = kube.steward(ledger, ledger, () -> true);
    steward.start();
    Await.until("the steward watches", LIMIT, steward::watching);
    Await.until("the pool", LIMIT, () -> ledger.hasPool(POOL));
    return steward;
  }

  private List<EndpointKey> lease(KubernetesClient client, String name) {
    List<EndpointKey> keys = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      Pod pod = client.resource(ApiObjects.pod(NAMESPACE, name + "-" + i, NODE)).create();
      var key = new EndpointKey(NAMESPACE, name + "-" + i);
      Owner itself = new Owner("", "Pod", key.name());
      var _ = ledger.acquire(key, pod.getMetadata().getUid(), NODE, itself, POOL);
      keys.add(key);
    }
    return keys;
  }

  private void measure(KubernetesClient client, List<EndpointKey> keys, Lags lags) {
    end(client, keys, lags);
    await(keys, lags);
  }

  private static void end(KubernetesClient client, List<EndpointKey> keys, Lags lags) {
    for (EndpointKey key : keys) {
      var pod = client.pods().inNamespace(key.namespace()).withName(key.name());
      var _ = pod.withGracePeriod(0).delete();
      lags.begin(key.toString());
    }
  }

  private void await(List<EndpointKey> keys, Lags lags) {
    Await.until(
        "all freed",
        LIMIT,
        () -> {
          keys.stream()
              .filter(key -> ledger.endpoint(key) == null)
              .forEach(key -> lags.seen(key.toString()));
          return lags.open() == 0;
        });
  }

  /** Exit code 0 when every address was free in time. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ReclaimLag()).execute(arguments));
  }
}
