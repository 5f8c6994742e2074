package io.gridpool.agent.boot;

import io.gridpool.agent.cni.IpamGrpcService.UseCases;
import io.gridpool.agent.ipam.AuditedGate;
import io.gridpool.agent.ipam.CheckAddress;
import io.gridpool.agent.ipam.CollectGarbage;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.ipam.ReportStatus;
import io.gridpool.agent.ipam.WhoHad;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.admission.AdmissionDoor;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.agent.kube.term.LeaderMark;
import io.gridpool.agent.ops.AgentState;
import io.gridpool.agent.ops.OpsController.StateSource;
import io.gridpool.agent.seat.ChangeStream;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  /** The pause between two tries to reach the grid, and between two looks at queued releases. */
  private static final long PAUSE_MS = 500;

  /** How often a starting agent looks whether its watches are complete, in milliseconds. */
  private static final long SYNC_LOOK_MS = 20;

  /** How long a starting agent waits for the ConfigMap, in milliseconds. */
  private static final long CONF_WAIT_MS = 10_000;

  /**
   * How long a seat may be outside of the recorded ledger before its process ends, in milliseconds.
   */
  private static final long STRAYED_MS_MAX = 10_000;

  private static final int EXIT_STRAYED = 75;

  private final AgentSettings settings;
  private final DiskJournal journal;
  private final KubeAccess kube;
  private final AgentKube agentKube;
  private final LateGate lateGate = new LateGate();
  private final LedgerGate gate = new AuditedGate(lateGate);
  private final Ports ports;
  private final UseCases useCases;
  private final LedgerFollower follower;
  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private volatile @Nullable GridEntrance entrance;
  private volatile String waitingFor = "the grid";
  private volatile boolean closed;

  Agent(AgentSettings settings) throws IOException {
    this.settings = settings;
    this.journal = DiskJournal.open(settings.stateFolder());
    opened.push(journal);
    ReleaseQueue releases = ReleaseQueue.open(settings.releaseFolder());
    this.kube =
        KubeAccess.open(
            settings.kube().kubeconfig(), settings.kube().controllers(), settings.ipam());
    opened.push(kube);
    this.agentKube =
        kube.agent(settings.ipam().node(), gate, key -> journal.find(key).map(Held::containerId));
    opened.push(agentKube);
    this.ports =
        new Ports(
            gate, agentKube.pods(), agentKube.cluster(), journal, new PoolCatalog(), releases);
    this.useCases = useCases(ports, kube.conf());
    this.follower = new LedgerFollower(ports, settings.ipam());
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

  WhoHad whoHad() {
    return new WhoHad(ports);
  }

  /** Reclaim by hand, through this agent. */
  ManualReclaim manualReclaim() {
    return kube.manualReclaim(gate);
  }

  /** Brings the agent to serve; blocks until it does, or until it is closed. */
  void open() throws IOException {
    openDoor();
    agentKube.startDirectories();
    kube.conf().start();
    TermStore store = kube.termStore(settings.seats().cpMemberCount());
    while (!closed && entrance == null) {
      tryStep("the grid", () -> enter(store));
    }
    while (!closed && !ports.catalog().synced()) {
      tryStep("the pools", follower::readAll);
    }
    follow();
    while (!closed && !agentKube.synced()) {
      tryStep("the pods of this node", () -> pause(SYNC_LOOK_MS));
    }
    waitForConf();
    waitingFor = "";
    LOG.info(
        "ready node={} leases={} term={}",
        settings.ipam().node(),
        journal.all().size(),
        status().term());
    serve();
  }

  /** Not for ever: without the right to read the ConfigMap the agent's own settings hold. */
  private void waitForConf() {
    for (long ms = 0; ms < CONF_WAIT_MS && !closed && !kube.conf().synced(); ms += SYNC_LOOK_MS) {
      tryStep("the ConfigMap", () -> pause(SYNC_LOOK_MS));
    }
    if (!kube.conf().synced()) {
      LOG.warn("the ConfigMap could not be read so far: the agent's own settings hold");
    }
  }

  /** The door answers from the first second too: try again later. */
  private void openDoor() throws IOException {
    if (settings.webhook().isPresent()) {
      AdmissionDoor door = kube.admission(gate, settings.webhook().get(), this::leads);
      opened.push(door);
      door.start();
    }
  }

  private boolean leads() {
    GridEntrance entered = entrance;
    return entered != null && entered.leads();
  }

  /**
   * Drains queued releases, and ends a process whose seat no longer belongs to the recorded ledger.
   */
  private void serve() {
    long strayedMs = 0;
    while (!closed) {
      pause(PAUSE_MS);
      tryStep("", useCases.release()::drain);
      strayedMs = strayed() ? strayedMs + PAUSE_MS : 0;
      if (strayedMs > STRAYED_MS_MAX && !closed) {
        LOG.error(
            "this seat is not part of the recorded ledger: the process ends, to join it anew");
        System.exit(EXIT_STRAYED);
      }
    }
  }

  private boolean strayed() {
    GridEntrance entered = entrance;
    return entered != null && entered.host().map(host -> !host.serves()).orElse(false);
  }

  private void enter(TermStore store) {
    try {
      GridEntrance entered = GridEntrance.open(settings, store);
      opened.push(entered);
      lateGate.open(entered.client());
      entrance = entered;
    } catch (IOException e) {
      throw new TryLaterException("the seat server cannot start: " + e, e);
    }
  }

  private void follow() {
    GridEntrance entered = entrance;
    if (closed || entered == null) {
      return;
    }
    ChangeStream stream = entered.client().changesSince(follower.revision(), follower::onChanges);
    opened.push(stream);
    ChangeSource source = (since, sink) -> entered.client().changesSince(since, sink)::close;
    agentKube.startMirror(source);
    StewardKube steward = kube.steward(gate, source, entered::leads);
    opened.push(steward);
    steward.start();
    LeaderMark mark = kube.leaderMark(settings.ipam().node(), entered::leads);
    opened.push(mark);
    mark.start();
  }

  private void tryStep(String what, Runnable step) {
    try {
      waitingFor = what;
      step.run();
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("waiting for {}: {}", what, e.getMessage());
      pause(PAUSE_MS);
    } catch (RuntimeException e) {
      LOG.warn("waiting for {}: {}", what, e.toString());
      pause(PAUSE_MS);
    }
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public AgentState get() {
    return status();
  }

  private AgentState status() {
    GridEntrance entered = entrance;
    Optional<SeatHost> host = entered == null ? Optional.empty() : entered.host();
    TermId term = host.map(SeatHost::term).orElse(TermId.NONE);
    return new AgentState(
        settings.ipam().node(),
        ProcessHandle.current().pid(),
        waitingFor.isEmpty() && host.map(SeatHost::serves).orElse(true),
        waitingFor,
        term.number(),
        term.group(),
        String.join(",", host.map(SeatHost::seatIds).orElse(java.util.List.of())),
        leads(),
        follower.revision(),
        journal.all().size());
  }

  /** Stops in the reverse order of the start; a leading seat hands over first. */
  @Override
  public void close() {
    closed = true;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("while stopping: {}", e.toString());
      }
    }
  }
}
