package io.gridpool.agent.boot;

import io.gridpool.agent.cni.IpamGrpcService.UseCases;
import io.gridpool.agent.ipam.AuditedGate;
import io.gridpool.agent.ipam.CheckAddress;
import io.gridpool.agent.ipam.CollectGarbage;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.ipam.MeasuredGate;
import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.ipam.ReportStatus;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.ipam.WhoHad;
import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.admission.AdmissionDoor;
import io.gridpool.agent.kube.term.GridReporter;
import io.gridpool.agent.ops.AgentState;
import io.gridpool.agent.ops.OpsController.StateSource;
import io.gridpool.agent.ops.OtlpTraces;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatHost;
import io.gridpool.ledger.model.TermId;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node agent with all its rooms: opened in order, closed in the reverse.
 *
 * <p>The CNI socket answers from the first second (try again later); {@link #open} brings the
 * ledger.
 */
final class Agent implements StateSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final AgentSettings settings;
  private final DiskJournal journal;
  private final ReleaseQueue releases;
  private final KubeAccess kube;
  private final AgentKube agentKube;
  private final Traces traces;
  private final Telemetry telemetry = new Telemetry();
  private final LateGate lateGate = new LateGate(this::silence);
  private final LedgerGate gate =
      new MeasuredGate(new AuditedGate(lateGate), telemetry.measurements());
  private final Ports ports;
  private final UseCases useCases;
  private final LedgerFollower follower;
  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private final TermLoop terms;
  private final GridReporter reporter;

  Agent(AgentSettings settings) throws IOException {
    this.settings = settings;
    this.traces = followed();
    this.journal = DiskJournal.open(settings.stateFolder(), telemetry.measurements());
    opened.push(journal);
    this.releases = ReleaseQueue.open(settings.releaseFolder());
    this.kube =
        KubeAccess.open(
            settings.kube().kubeconfig(), settings.kube().controllers(), settings.ipam());
    opened.push(kube);
    this.agentKube =
        kube.agent(settings.ipam().node(), gate, key -> journal.find(key).map(Held::containerId));
    opened.push(agentKube);
    this.ports =
        new Ports(
            gate,
            agentKube.pods(),
            agentKube.cluster(),
            new HeardJournal(journal, traces, agentKube::held),
            new PoolCatalog(),
            releases);
    this.useCases = useCases(ports, kube.conf());
    this.follower = new LedgerFollower(ports, settings.ipam());
    this.terms =
        new TermLoop(
            settings,
            new TermLoop.Rooms(
                ports,
                kube,
                agentKube,
                follower,
                useCases.release(),
                new MeasuredSeats(telemetry.measurements(), traces)),
            lateGate);
    this.reporter = kube.gridReporter(new GridReport(settings, gate, terms, journal::size));
    opened.push(reporter);
  }

  /** Nothing of it is made where the settings do not ask for it. */
  private Traces followed() {
    if (settings.tracing().isEmpty()) {
      return Traces.NONE;
    }
    OtlpTraces followed =
        OtlpTraces.open(settings.tracing().get(), settings.ipam().node(), Telemetry.version());
    opened.push(followed);
    return followed;
  }

  /** Asked only after the start, when a call finds the gate shut. */
  private GridReporter.Silence silence() {
    return reporter.silence();
  }

  private static UseCases useCases(Ports ports, Supplier<IpamSettings> settings) {
    ReleaseAddress release = new ReleaseAddress(ports, settings.get());
    return new UseCases(
        new LiveAdd(ports, settings),
        release,
        new CheckAddress(ports),
        new CollectGarbage(ports, release),
        new ReportStatus(ports));
  }

  UseCases useCases() {
    return useCases;
  }

  Measurements measurements() {
    return telemetry.measurements();
  }

  Traces traces() {
    return traces;
  }

  /** Shows the agent's metrics there; once. */
  void shownBy(PrometheusMeterRegistry registry) {
    telemetry.shownBy(
        registry,
        new AgentReadings(
            this,
            new AgentReadings.Rooms(gate, journal, releases, agentKube, ports.catalog()),
            terms,
            settings.seats().cpMemberCount()));
  }

  /** What the coordinator plugin is told. */
  ConfigurePod configurePod() {
    return new ConfigurePod(agentKube.pods(), agentKube.tuning());
  }

  WhoHad whoHad() {
    return new WhoHad(ports);
  }

  /** Reclaim by hand, through this agent. */
  ManualReclaim manualReclaim() {
    return kube.manualReclaim(gate);
  }

  /** Brings the agent to serve, in this term and the ones after it; blocks until it is closed. */
  void open() throws IOException {
    openDoor();
    agentKube.startDirectories();
    kube.conf().start();
    reporter.start();
    terms.run();
  }

  /** The door answers from the first second too: try again later. */
  private void openDoor() throws IOException {
    if (settings.webhook().isPresent()) {
      AdmissionDoor door = kube.admission(gate, settings.webhook().get(), terms::leads);
      opened.push(door);
      door.start();
    }
  }

  @Override
  public AgentState get() {
    return status();
  }

  private AgentState status() {
    Optional<SeatHost> host = terms.host();
    String waits = terms.waitingFor();
    String waitingFor = waits.isEmpty() ? journal.problem().orElse("") : waits;
    TermId term = host.map(SeatHost::term).orElseGet(terms::term);
    return new AgentState(
        settings.ipam().node(),
        ProcessHandle.current().pid(),
        waitingFor.isEmpty() && host.map(SeatHost::serves).orElse(true),
        waitingFor,
        term.number(),
        term.group(),
        String.join(",", host.map(SeatHost::seatIds).orElse(List.of())),
        terms.leads(),
        follower.revision(),
        journal.size());
  }

  /** Stops in the reverse order of the start; a leading seat hands over first. */
  @Override
  public void close() {
    terms.close();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("while stopping: {}", e.toString());
      }
    }
  }
}
