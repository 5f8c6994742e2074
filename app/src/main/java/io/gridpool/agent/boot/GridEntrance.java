package io.gridpool.agent.boot;

import io.gridpool.agent.boot.AgentSettings.SeatPlan;
import io.gridpool.agent.seat.GroupCommit;
import io.gridpool.agent.seat.LocalSeats;
import io.gridpool.agent.seat.MergerLimits;
import io.gridpool.agent.seat.SeatClient;
import io.gridpool.agent.seat.SeatClientSettings;
import io.gridpool.agent.seat.SeatServer;
import io.gridpool.agent.seat.SeatSettings;
import io.gridpool.agent.seat.SeatTimes;
import io.gridpool.agent.seat.TlsFiles;
import io.gridpool.grid.Candidate;
import io.gridpool.grid.Candidates;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.Formation;
import io.gridpool.grid.GridSettings;
import io.gridpool.grid.HandshakeKeys;
import io.gridpool.grid.Naming;
import io.gridpool.grid.Picture;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.SeatKeeper;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's place in the grid during one term: its seats, which come and go as the record wants
 * it, what it serves to other agents, and its own way to the ledger.
 */
final class GridEntrance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GridEntrance.class);

  /** How long one try to form or join may take; then the record is read again. */
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);

  private static final String SEAT_LIST = "seats.tsv";

  private final AgentSettings settings;
  private final Cluster cluster;
  private final SeatClient client;
  private final SeatTimes times;
  private final @Nullable SeatServer server;
  private volatile Optional<LocalSeats> local = Optional.empty();
  private @Nullable SeatKeeper keeper;
  private volatile @Nullable Picture picture;
  private Optional<TermRecord> opened = Optional.empty();
  private boolean outside;

  /** The cluster's word, and who is there; {@code naming} remembers how long it waits. */
  record Cluster(TermStore store, Candidates candidates, Fencing fencing, Naming naming) {}

  private GridEntrance(AgentSettings settings, Cluster cluster, SeatTimes times)
      throws IOException {
    this.times = times;
    this.settings = settings;
    this.cluster = cluster;
    TlsFiles tls =
        new TlsFiles(
            settings.tls().certificate(), settings.tls().key(), settings.tls().authority());
    // Before any seat is there: who names seats asks here whether this agent runs.
    Optional<Candidate> own = settings.seats().own();
    this.server =
        own.isEmpty()
            ? null
            : SeatServer.start(SeatSettings.at(own.get().agentAddress()), tls, () -> this.local);
    this.client =
        new SeatClient(
            new SeatClientSettings(
                tls,
                cluster.store()::read,
                settings.stateFolder().resolve(SEAT_LIST),
                MergerLimits.DEFAULT,
                times,
                own.map(agent -> SeatSettings.at(agent.agentAddress()).host())),
            () -> this.local);
  }

  /** Forms, joins or stays outside, as the record says; blocks for seconds. */
  static GridEntrance open(AgentSettings settings, Cluster cluster, SeatTimes times)
      throws IOException {
    GridEntrance entrance = new GridEntrance(settings, cluster, times);
    Optional<Candidate> own = settings.seats().own();
    try {
      entrance.outside = own.isPresent() && entrance.hasOnlyTheList();
      if (own.isPresent() && !entrance.outside) {
        entrance.enter(own.get());
      }
      return entrance;
    } catch (IOException | RuntimeException e) {
      entrance.abandon();
      throw e;
    }
  }

  /**
   * Whether the record cannot be read but the seats of the last time are known from the disk: then
   * the ledger is used as by an agent without a seat, until {@link #comeIn}.
   */
  private boolean hasOnlyTheList() {
    try {
      var _ = cluster.store().read();
      return false;
    } catch (TryLaterException away) {
      LOG.warn("the record cannot be read, the last known seats are used: {}", away.getMessage());
      return client.term().isPresent();
    }
  }

  /**
   * Takes this agent's place in the grid, where it started without the record and that can be read
   * now. True where the record is of another term than the list, or of one that is still forming:
   * then everything begins anew, because it may wait for a seat of this agent.
   */
  boolean comeIn() throws IOException {
    Optional<Candidate> own = settings.seats().own();
    if (!outside || own.isEmpty()) {
      return false;
    }
    Optional<TermRecord> now = cluster.store().read();
    if (now.isEmpty()) {
      return false;
    }
    if (!now.get().formed() || !client.term().equals(now.map(TermRecord::term))) {
      return true;
    }
    outside = false;
    opened = now;
    keep(grid(), own.get(), now.get(), Optional.empty());
    return false;
  }

  private GridSettings grid() throws IOException {
    SeatPlan plan = settings.seats();
    HandshakeKeys keys = HandshakeKeys.inFile(plan.memberKey());
    return GridSettings.standard(plan.gridName(), keys)
        .withMembers(plan.cpMemberCount())
        .reading(plan.levelMax())
        .withDoor(plan.door());
  }

  private void enter(Candidate own) throws IOException {
    GridSettings grid = grid();
    Formation formation =
        new Formation(
            grid, cluster.store(), System::currentTimeMillis, cluster.fencing(), cluster.naming());
    var _ = cluster.candidates().announce(own);
    propose(formation);
    Optional<SeatHost> host = formation.openOn(own.node(), OPEN_LIMIT);
    use(host);
    opened = host.map(SeatHost::record).or(cluster.store()::read);
    if (opened.isPresent()) {
      keep(grid, own, opened.get(), host);
    }
  }

  private void keep(GridSettings grid, Candidate own, TermRecord term, Optional<SeatHost> host) {
    SeatKeeper kept =
        new SeatKeeper(
            new SeatKeeper.Plan(
                grid,
                cluster.store(),
                cluster.candidates(),
                cluster.fencing(),
                cluster.naming(),
                own,
                settings.seats().seatLost()),
            term,
            host,
            this::use);
    keeper = kept;
    kept.start();
  }

  /** The first record: as planned, else among the agents that are there. */
  private void propose(Formation formation) {
    if (settings.seats().seats().isEmpty()) {
      formation.recordOrName(OPEN_LIMIT);
    } else {
      formation.recordOrPropose(settings.seats().seats());
    }
  }

  /** Goes on with these seats; the ones before have ended. */
  private void use(Optional<SeatHost> host) {
    Optional<LocalSeats> before = local;
    local =
        host.map(seats ->
            new LocalSeats(
                seats,
                new GroupCommit(seats, System::currentTimeMillis, MergerLimits.DEFAULT, times)));
    before.ifPresent(seats -> seats.commits().close());
    closePicture();
    picture = settings.seats().door().flatMap(door -> host.map(Picture::start)).orElse(null);
  }

  private void closePicture() {
    Picture drawn = picture;
    if (drawn != null) {
      drawn.close();
    }
  }

  SeatClient client() {
    return client;
  }

  /** The seats of this process. */
  Optional<SeatHost> host() {
    return local.map(LocalSeats::host);
  }

  /** The record with which this agent entered. */
  Optional<TermRecord> opened() {
    return opened;
  }

  /** Whether a seat of this process leads. */
  boolean leads() {
    return host().map(SeatHost::leads).orElse(false);
  }

  /** Ends the seats at once: their term is over. */
  void abandon() {
    closeKeeper();
    closePicture();
    client.close();
    if (server != null) {
      server.close();
    }
    local.ifPresent(seats -> {
      seats.commits().close();
      seats.host().terminate();
    });
  }

  /** Hands over what leads here while others are still told who leads, then leaves. */
  @Override
  public void close() {
    SeatKeeper kept = keeper;
    if (kept != null) {
      kept.withdraw();
    }
    closeKeeper();
    closePicture();
    host().ifPresent(SeatHost::handOver);
    client.close();
    // Others are answered until the last seat has left: it may lead again meanwhile.
    local.ifPresent(seats -> {
      seats.host().close();
      seats.commits().close();
    });
    if (server != null) {
      server.close();
    }
  }

  private void closeKeeper() {
    SeatKeeper kept = keeper;
    if (kept != null) {
      kept.close();
    }
  }
}
