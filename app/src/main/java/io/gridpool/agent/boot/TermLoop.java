package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.AdoptLeases;
import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.pool.SubnetNumbers;
import io.gridpool.agent.seat.RecordFile;
import io.gridpool.agent.seat.SeatTimes;
import io.gridpool.grid.Candidates;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.Naming;
import io.gridpool.grid.RecordGuard;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an agent into the ledger's term, and into the next one when that is lost: way in, adoption,
 * pools, service, way out.
 *
 * <p>Thread: {@link #run} blocks the one that starts the agent; the rest may be asked by any.
 */
final class TermLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TermLoop.class);

  private static final String PODS = "the pods of this node";

  /**
   * How long a seat may be outside of the recorded ledger before its process ends, in milliseconds.
   */
  private static final long STRAYED_MS_MAX = 10_000;

  private static final int EXIT_STRAYED = 75;

  /** The newest term record that this node knows, in its state folder. */
  private static final String RECORD_FILE = "record.tsv";

  private final AgentSettings settings;
  private final Rooms rooms;
  private final LateGate gate;
  private final StartSteps steps = new StartSteps("the grid");
  private volatile @Nullable LedgerLife life;

  TermLoop(AgentSettings settings, Rooms rooms, LateGate gate) {
    this.settings = settings;
    this.rooms = rooms;
    this.gate = gate;
  }

  /** What outlives a term. */
  record Rooms(
      Ports ports,
      KubeAccess kube,
      AgentKube agentKube,
      LedgerFollower follower,
      ReleaseAddress release,
      SeatTimes times) {}

  /** Serves in this term and the ones after it, until it is closed. */
  void run() {
    GridEntrance.Cluster cluster = cluster();
    List<Endpoint> survived = List.of();
    while (!steps.closed()) {
      survived = live(cluster, survived);
    }
  }

  private GridEntrance.Cluster cluster() {
    int seats = settings.seats().cpMemberCount();
    TermStore store =
        new RecordGuard(
            rooms.kube.termStore(seats),
            new RecordFile(settings.stateFolder().resolve(RECORD_FILE)),
            RecordGuard.PATIENCE,
            rooms.kube::tellOfRecord);
    Candidates candidates = rooms.kube.candidates(seats);
    Fencing fencing = rooms.kube.earlierLives();
    return new GridEntrance.Cluster(
        store, candidates, fencing, new Naming(seats, store, candidates, fencing));
  }

  /** What the agent still waits for; empty while it serves. */
  String waitingFor() {
    return steps.waitingFor();
  }

  /** The seats of this process in the present term. */
  Optional<SeatHost> host() {
    return present().flatMap(lives -> lives.entrance().host());
  }

  /** The present term, with a seat in it or without. */
  TermId term() {
    return present().flatMap(lives -> lives.entrance().client().term()).orElse(TermId.NONE);
  }

  /** The subnets with their numbers, where this agent is the steward. */
  List<SubnetNumbers> subnets() {
    return present().map(LedgerLife::subnets).orElse(List.of());
  }

  boolean leads() {
    return present().map(lives -> lives.entrance().leads()).orElse(false);
  }

  private Optional<LedgerLife> present() {
    return Optional.ofNullable(life);
  }

  /** One term, from the way in until the cluster goes on; what is known here of it and before. */
  private List<Endpoint> live(GridEntrance.Cluster cluster, List<Endpoint> survived) {
    steps.waitFor("the grid");
    while (!steps.closed() && life == null) {
      steps.attempt("the grid", () -> enter(cluster));
    }
    LedgerLife lives = life;
    if (steps.closed() || lives == null) {
      return List.of();
    }
    boolean adopted = adopt(lives, survived);
    if (adopted) {
      serve(lives, new SeatsFull(cluster, settings.seats().cpMemberCount()));
    }
    if (steps.closed()) {
      return List.of();
    }
    List<Endpoint> known = new ArrayList<>(adopted ? List.of() : survived);
    known.addAll(leave(lives));
    return known;
  }

  private void enter(GridEntrance.Cluster cluster) {
    try {
      GridEntrance entered = GridEntrance.open(settings, cluster, rooms.times);
      gate.open(entered.client());
      life = new LedgerLife(entered, cluster.store(), settings.ipam().node());
    } catch (IOException e) {
      throw new TryLaterException("the seat server cannot start: " + e, e);
    }
  }

  /** Brings what this agent knows of earlier terms, until the new one serves; false: it is over. */
  private boolean adopt(LedgerLife lives, List<Endpoint> survived) {
    AdoptLeases adoption =
        new AdoptLeases(
            rooms.ports,
            rooms.kube.earlierLives(),
            new AdoptLeases.Place(
                settings.ipam().node(), lives.entrance()::leads, lives::seatNodes),
            survived);
    boolean[] over = new boolean[1];
    while (!steps.closed() && !over[0]) {
      if (lives.isOver()) {
        return false;
      }
      steps.attempt(
          steps.waitingFor(),
          () -> {
            Optional<String> missing = adoption.step();
            over[0] = missing.isEmpty();
            missing.ifPresent(what -> {
              steps.waitFor(what);
              StartSteps.rest();
            });
          });
    }
    lives.serves(adoption.term());
    return true;
  }

  private void serve(LedgerLife lives, SeatsFull seats) {
    boolean[] read = new boolean[1];
    while (!steps.closed() && !read[0]) {
      steps.attempt("the pools", () -> read[0] = rooms.follower.readAll());
    }
    if (!steps.closed()) {
      lives.follow(
          rooms.follower,
          rooms.agentKube,
          new LedgerLife.Stewardship(rooms.kube, rooms.ports.ledger(), settings.ipam().node()));
    }
    steps.awaitSync(PODS, rooms.agentKube::synced);
    waitForConf();
    serveUntilOver(lives, seats);
  }

  /** Says once that the agent is ready. */
  private void say(LedgerLife lives) {
    LOG.info(
        "ready node={} leases={} term={}",
        settings.ipam().node(),
        rooms.ports.journal().all().size(),
        lives.term().number());
  }

  /** Not for ever: without the right to read the ConfigMap the agent's own settings hold. */
  private void waitForConf() {
    var conf = rooms.kube.conf();
    steps.awaitSync("the ConfigMap", conf::synced);
    if (!conf.synced()) {
      LOG.warn("the ConfigMap could not be read so far: the agent's own settings hold");
    }
  }

  /**
   * Serves until the term is over: ready from the moment on in which all seats are taken; drains
   * queued releases; ends a process whose seat no longer belongs to the recorded ledger.
   */
  private void serveUntilOver(LedgerLife lives, SeatsFull seats) {
    long strayedMs = 0;
    boolean ready = false;
    while (!steps.closed() && !lives.isOver()) {
      String missing = rooms.agentKube.synced() ? seats.missing().orElse("") : PODS;
      steps.attempt(missing, rooms.release::drain);
      if (!ready && missing.isEmpty()) {
        ready = true;
        say(lives);
      }
      StartSteps.rest();
      boolean strayed = lives.entrance().host().filter(host -> !host.serves()).isPresent();
      strayedMs = strayed ? strayedMs + StartSteps.PAUSE_MS : 0;
      if (strayedMs > STRAYED_MS_MAX && !steps.closed()) {
        LOG.error(
            "this seat is not part of the recorded ledger: the process ends, to join it anew");
        System.exit(EXIT_STRAYED);
      }
    }
  }

  /** The way out of a term that is over. */
  private List<Endpoint> leave(LedgerLife lives) {
    LOG.warn("the cluster goes on to another term of the ledger");
    steps.waitFor("the next term");
    gate.shut();
    List<Endpoint> survived = lives.survived();
    life = null;
    lives.abandon();
    return survived;
  }

  /** Leaves in order; a leading seat hands over first. */
  @Override
  public void close() {
    steps.close();
    present().ifPresent(LedgerLife::close);
  }
}
