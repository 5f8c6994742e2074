package io.gridpool.loadtest.crash;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.agent.seat.MergerLimits;
import io.gridpool.agent.seat.SeatClient;
import io.gridpool.agent.seat.SeatClientSettings;
import io.gridpool.agent.seat.TlsFiles;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.gridpool.loadtest.process.AgentPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the ledger itself, as an agent without a seat would. */
public final class Truth implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int SEATS = 3;

  private final KubernetesClient kube;
  private final GridTermStore store;
  private final SeatClientSettings settings;

  /** A reader with the keys of the agent {@code as}; it keeps the list of seats in {@code work}. */
  public Truth(Path kubeconfig, AgentPlan as, Path work) {
    this.kube =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    this.store = new GridTermStore(kube, SEATS);
    TlsFiles tls =
        new TlsFiles(
            Path.of(as.pki().file(as.node() + ".crt")),
            Path.of(as.pki().file(as.node() + ".key")),
            Path.of(as.pki().file("ca.crt")));
    this.settings =
        new SeatClientSettings(tls, store::read, work.resolve("truth.tsv"), MergerLimits.DEFAULT);
  }

  /** Whether the record has a seat on a node. */
  public boolean hasSeat(String node) {
    return store.read().map(record -> !record.seatsOf(node).isEmpty()).orElse(false);
  }

  /** Every endpoint of the ledger; errors are those of a client of the seats. */
  public List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    try (SeatClient client = new SeatClient(settings, Optional.empty())) {
      @Nullable EndpointKey after = null;
      do {
        var query = new Query.ReadEndpoints("", after, Query.LIMIT_MAX);
        var page = (Answer.Endpoints) client.ask(query, LIMIT);
        all.addAll(page.endpoints());
        after = page.next();
      } while (after != null);
    }
    return all;
  }

  @Override
  public void close() {
    kube.close();
  }
}
