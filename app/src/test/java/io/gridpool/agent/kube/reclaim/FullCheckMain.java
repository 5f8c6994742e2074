package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.KubeLedger;
import io.gridpool.agent.kube.RealApi;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures full checks: as many leases as the first argument says, for pods {@code
 * load-0/pod-000000} and so on that stand in the API server already; the figures are in the log.
 */
final class FullCheckMain {
  private static final int NAMESPACES = 20;
  private static final long EVERY_MS = 3_000;

  private FullCheckMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    KubeLedger ledger = new KubeLedger();
    lease(ledger, Integer.parseInt(arguments[0]));
    KubeSettings settings =
        KubeSettings.DEFAULT
            .withReclaim(new ReclaimSettings(true, true, true, 0, EVERY_MS, false))
            .withRounds(86_400_000, 86_400_000);
    try (KubernetesClient client = RealApi.connect();
        var search = new Reclaimer(KubeFixture.room(client, ledger, settings), () -> true)) {
      KubeFixture.node(client, "n1");
      search.start();
      var _ = new CountDownLatch(1).await(Integer.parseInt(arguments[1]), TimeUnit.SECONDS);
    }
  }

  private static void lease(KubeLedger ledger, int count) {
    var spec =
        new PoolSpec(
            "load",
            Subnet.parse("10.0.0.0/8"),
            List.of(AddressRange.parse("10.1.0.0-10.9.255.255")),
            List.of(),
            0,
            false,
            "");
    var _ = ledger.submit(new PutPool(spec));
    Owner owner = new Owner("apps", "Deployment", "load");
    for (int i = 0; i < count; i++) {
      var key = new EndpointKey("load-" + i % NAMESPACES, "pod-%06d".formatted(i));
      var _ =
          ledger.acquire(key, "00000000-0000-4000-8000-%012d".formatted(i), "n1", owner, "load");
    }
  }
}
