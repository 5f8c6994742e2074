package io.gridpool.agent.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.kube.admission.AdmissionDoor;
import io.gridpool.agent.kube.admission.AdmissionSettings;
import io.gridpool.agent.kube.adoption.KubeLives;
import io.gridpool.agent.kube.conf.ConfWatch;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.reclaim.OperatorReclaim;
import io.gridpool.agent.kube.term.GridCandidates;
import io.gridpool.agent.kube.term.GridEvidence;
import io.gridpool.agent.kube.term.GridReporter;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.agent.kube.term.GridWatch;
import io.gridpool.agent.kube.term.LeaderMark;
import io.gridpool.agent.kube.term.ReportSource;
import io.gridpool.grid.Candidates;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TermStore;
import io.gridpool.ledger.model.EndpointKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to the API server, and the parts of this room that use it. */
public final class KubeAccess implements AutoCloseable {
  /** How often a failed request is repeated by the client itself; our own loops do the rest. */
  private static final int REQUEST_RETRIES_MAX = 2;

  private static final Logger LOG = LoggerFactory.getLogger(KubeAccess.class);
  private static final int REQUEST_LIMIT_MS = 5_000;

  private final KubernetesClient client;
  private final KubeSettings settings;

  private final ConfWatch conf;
  private final GridWatch grid;

  private KubeAccess(KubernetesClient client, KubeSettings settings, IpamSettings ipam) {
    this.client = client;
    this.settings = settings;
    this.grid = new GridWatch(client);
    this.conf =
        new ConfWatch(
            client,
            settings.objects().conf(),
            ipam,
            new EventWriter(client, settings.objects().eventNamespace()));
  }

  /** Connects by a kubeconfig, or without one by the pod's own service account. */
  public static KubeAccess open(
      Optional<Path> kubeconfig, KubeSettings settings, IpamSettings ipam) {
    return new KubeAccess(connect(kubeconfig), settings, ipam);
  }

  /** A connection as agents have it. */
  public static KubernetesClient connect(Optional<Path> kubeconfig) {
    Config found =
        kubeconfig
            .map(file -> Config.fromKubeconfig(file.toFile()))
            .orElseGet(() -> Config.autoConfigure(null));
    Config config =
        new ConfigBuilder(found)
            .withRequestRetryBackoffLimit(REQUEST_RETRIES_MAX)
            .withRequestTimeout(REQUEST_LIMIT_MS)
            .withConnectionTimeout(REQUEST_LIMIT_MS)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** The switches of address management as the ConfigMap has them; not started yet. */
  public ConfWatch conf() {
    return conf;
  }

  /** The record of the term in the cluster's Grid object, which is watched from now on. */
  public TermStore termStore(int seatsWanted) {
    grid.start();
    return new GridTermStore(client, seatsWanted, Optional.of(grid));
  }

  /** Says in an Event of the Grid object what became of its record. */
  public void tellOfRecord(String sentence) {
    try {
      EventWriter events = new EventWriter(client, settings.objects().eventNamespace());
      new GridEvidence(client)
          .grid()
          .ifPresent(grid -> events.warn(grid, "RecordPutRight", sentence));
    } catch (KubernetesClientException e) {
      LOG.info("no Event about the record: {}", e.getMessage());
    }
  }

  /** The agents that could take a seat, in the same object. */
  public Candidates candidates(int seatsWanted) {
    return new GridCandidates(client, seatsWanted);
  }

  /** What the API server knows of earlier lives of the ledger, and of nodes out of service. */
  public KubeLives earlierLives() {
    return new KubeLives(client, settings.objects().eventNamespace());
  }

  /** What every agent runs for its node. */
  public AgentKube agent(
      String node, LedgerGate gate, Function<EndpointKey, Optional<String>> containerIds) {
    return new AgentKube(room(gate), node, containerIds);
  }

  /** What one agent runs for the whole cluster, while {@code leads} says so. */
  public StewardKube steward(LedgerGate gate, ChangeSource source, BooleanSupplier leads) {
    return new StewardKube(room(gate), source, leads);
  }

  /** Reclaim by hand. */
  public ManualReclaim manualReclaim(LedgerGate gate) {
    return new OperatorReclaim(room(gate));
  }

  /** The admission webhooks of this agent; {@code leads} as for the steward. */
  public AdmissionDoor admission(LedgerGate gate, AdmissionSettings door, BooleanSupplier leads) {
    return new AdmissionDoor(client, gate, settings, door, leads);
  }

  /** What writes into the Grid object that {@code node} leads, while {@code leads} says so. */
  public LeaderMark leaderMark(String node, BooleanSupplier leads) {
    return new LeaderMark(client, settings, node, leads);
  }

  /** What tells the operator where the grid stands. */
  public GridReporter gridReporter(ReportSource source) {
    return new GridReporter(client, settings, source);
  }

  private KubeRoom room(LedgerGate gate) {
    return new KubeRoom(client, gate, settings, conf);
  }

  @Override
  public void close() {
    conf.close();
    grid.close();
    client.close();
  }
}
