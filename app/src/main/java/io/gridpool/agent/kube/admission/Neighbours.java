package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside an object: pools as the ledger has them, subnets as the API server has them
 * right now, never from a cache.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} or {@link
 * io.fabric8.kubernetes.client.KubernetesClientException} where one cannot be asked.
 */
final class Neighbours {
  private static final Duration LEDGER_LIMIT = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final LedgerGate gate;

  Neighbours(KubernetesClient client, LedgerGate gate) {
    this.client = client;
    this.gate = gate;
  }

  List<SpiderSubnet> subnets() {
    return client.resources(SpiderSubnet.class).list().getItems();
  }

  List<PoolSpec> pools() {
    return ((Answer.Pools) gate.ask(new Query.ReadPools(), LEDGER_LIMIT))
        .pools().stream().map(PoolState::spec).toList();
  }

  /** What a put of this pool would meet now; null when it would be stored. */
  @Nullable PoolProblem problem(PoolSpec pool) {
    return ((Answer.PoolChecked) gate.ask(new Query.CheckPool(pool), LEDGER_LIMIT)).problem();
  }
}
