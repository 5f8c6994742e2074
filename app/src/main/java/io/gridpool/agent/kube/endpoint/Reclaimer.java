package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The steward's search for leases without a pod: a round over all endpoints of the ledger in every
 * {@code reclaimEveryMs}, and at once where a pod or a StatefulSet went. A watch raises the
 * suspicion; before anything is freed the API server itself is asked, at most {@code
 * callsPerSecond} times a second.
 */
public final class Reclaimer implements AutoCloseable {
  /** What to look at. */
  private sealed interface Key {
    record Round() implements Key {}

    record One(EndpointKey endpoint) implements Key {}

    /** All endpoints that a StatefulSet may have. */
    record OfSet(EndpointKey set) implements Key {}
  }

  private final LedgerGate gate;
  private final KubeSettings settings;
  private final BooleanSupplier leads;
  private final LeaseReclaim reclaim;
  private final ApiBudget budget;
  private final PodUids pods;
  private final KeyLoop<Key> loop;

  /** A search, not started yet; {@code leads} is asked before each thing that may be freed. */
  public Reclaimer(
      KubernetesClient client, LedgerGate gate, KubeSettings settings, BooleanSupplier leads) {
    this.gate = gate;
    this.settings = settings;
    this.leads = leads;
    this.reclaim = new LeaseReclaim(gate, settings.ledgerLimit(), new Evidence(client));
    this.budget = new ApiBudget(settings.callsPerSecond());
    this.loop = new KeyLoop<>("reclaim", settings, this::look);
    this.pods =
        new PodUids(
            client,
            key -> loop.add(new Key.One(key), settings.reclaimGraceMs()),
            set -> loop.add(new Key.OfSet(set), settings.retryFirstMs()));
  }

  /** Starts the watches and the first round. */
  public void start() {
    pods.start();
    loop.start();
    loop.add(new Key.Round());
  }

  /** Whether the first lists are complete and the watches stand. */
  public boolean watching() {
    return pods.synced() && pods.watching();
  }

  @Override
  public void close() {
    loop.close();
    pods.close();
  }

  private long look(Key key) {
    if (!pods.synced() || !leads.getAsBoolean()) {
      return settings.retryFirstMs();
    }
    return switch (key) {
      case Key.Round() -> {
        scan(null, "");
        yield settings.reclaimEveryMs();
      }
      case Key.OfSet(EndpointKey set) -> {
        scan(new EndpointKey(set.namespace(), set.name() + "-"), set.toString() + "-");
        yield 0;
      }
      case Key.One(EndpointKey endpoint) -> {
        check(endpoint);
        yield 0;
      }
    };
  }

  /** Checks every suspect after {@code from} whose key starts with {@code prefix}. */
  private void scan(@Nullable EndpointKey from, String prefix) {
    EndpointKey after = from;
    do {
      var page =
          (Answer.Endpoints)
              gate.ask(new Query.ReadEndpoints("", after, Query.LIMIT_MAX), settings.ledgerLimit());
      for (Endpoint endpoint : page.endpoints()) {
        if (!endpoint.key().toString().startsWith(prefix)) {
          return;
        }
        if (suspect(endpoint)) {
          check(endpoint.key());
        }
      }
      after = page.next();
    } while (after != null && !Thread.currentThread().isInterrupted());
  }

  private boolean suspect(Endpoint endpoint) {
    return pods.uid(endpoint.key()).filter(endpoint.podUid()::equals).isEmpty();
  }

  private void check(EndpointKey key) {
    budget.take();
    if (leads.getAsBoolean()) {
      reclaim.check(key);
    }
  }
}
