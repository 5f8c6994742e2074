package io.gridpool.loadtest.load;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.loadtest.api.PoolObject;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;

/** The pool of one scenario: so many addresses of a subnet of its own. */
final class LoadPool {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int FIRST_NET = 112;
  private static final int FIRST = 10;
  private static final int BYTE = 256;

  private final KubernetesClient client;
  private final String name;

  LoadPool(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** The most addresses that a pool here can have. */
  static final int ADDRESSES_MAX = BYTE * BYTE - 2 * FIRST;

  /** Makes it, and waits until every agent knows it. */
  void open(int number, int addresses, LoadGrid grid) {
    String net = "10." + (FIRST_NET + number);
    int last = FIRST + addresses - 1;
    String range =
        net
            + ".0."
            + FIRST
            + (addresses == 1 ? "" : "-" + net + "." + last / BYTE + "." + last % BYTE);
    SpiderIPPool pool = PoolObject.of(name, net + ".0.0/16", range, null);
    var _ = client.resource(pool).create();
    Await.until("pool " + name, LIMIT, this::known);
    Await.until("all agents know pool " + name, LIMIT, () -> sameRevision(grid));
  }

  private boolean known() {
    SpiderIPPool pool = client.resources(SpiderIPPool.class).withName(name).get();
    return pool != null && pool.getStatus() != null && pool.getStatus().totalIPCount() != null;
  }

  private static boolean sameRevision(LoadGrid grid) {
    return grid.agents().stream()
            .map(AgentProcess::status)
            .map(status -> status.map(s -> s.path("revision").asLong()).orElse(-1L))
            .distinct()
            .count()
        == 1;
  }

  void close() {
    client.resources(SpiderIPPool.class).withName(name).delete();
  }
}
