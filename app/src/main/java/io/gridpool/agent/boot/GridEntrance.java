package io.gridpool.agent.boot;

import io.gridpool.agent.boot.AgentSettings.SeatPlan;
import io.gridpool.agent.seat.GroupCommit;
import io.gridpool.agent.seat.LocalSeats;
import io.gridpool.agent.seat.MergerLimits;
import io.gridpool.agent.seat.SeatClient;
import io.gridpool.agent.seat.SeatClientSettings;
import io.gridpool.agent.seat.SeatServer;
import io.gridpool.agent.seat.SeatSettings;
import io.gridpool.agent.seat.TlsFiles;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.Formation;
import io.gridpool.grid.GridSettings;
import io.gridpool.grid.HandshakeKeys;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This agent's place in the grid: its seats, if the record names any, what it serves to other
 * agents, and its own way to the ledger.
 */
final class GridEntrance implements AutoCloseable {
  /** How long one try to form or join may take; then the record is read again. */
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);

  private static final String SEAT_LIST = "seats.tsv";

  private final Optional<LocalSeats> local;
  private final @Nullable SeatServer server;
  private final SeatClient client;

  private GridEntrance(Optional<LocalSeats> local, @Nullable SeatServer server, SeatClient client) {
    this.local = local;
    this.server = server;
    this.client = client;
  }

  /** Forms, joins or stays outside, as the record says; blocks for seconds. */
  static GridEntrance open(AgentSettings settings, TermStore store, Fencing fencing)
      throws IOException {
    List<SeatRecord> own = settings.seats().of(settings.ipam().node());
    Optional<LocalSeats> local = Optional.empty();
    SeatServer server = null;
    TlsFiles tls =
        new TlsFiles(
            settings.tls().certificate(), settings.tls().key(), settings.tls().authority());
    if (!own.isEmpty()) {
      local = seats(settings, new Evidence(store, fencing), own);
      if (local.isPresent()) {
        server = SeatServer.start(SeatSettings.at(own.getFirst().agentAddress()), tls, local.get());
      }
    }
    SeatClientSettings client =
        new SeatClientSettings(
            tls, store::read, settings.stateFolder().resolve(SEAT_LIST), MergerLimits.DEFAULT);
    return new GridEntrance(local, server, new SeatClient(client, local));
  }

  private record Evidence(TermStore store, Fencing fencing) {}

  private static Optional<LocalSeats> seats(
      AgentSettings settings, Evidence evidence, List<SeatRecord> own) throws IOException {
    SeatPlan plan = settings.seats();
    HandshakeKeys keys = HandshakeKeys.inFile(plan.memberKey());
    Formation formation =
        new Formation(
            GridSettings.standard(plan.gridName(), keys),
            evidence.store,
            System::currentTimeMillis,
            evidence.fencing);
    formation.recordOrPropose(plan.seats());
    Optional<SeatHost> host =
        formation.open(own.stream().map(SeatRecord::memberAddress).toList(), OPEN_LIMIT);
    return host.map(seats ->
        new LocalSeats(
            seats, new GroupCommit(seats, System::currentTimeMillis, MergerLimits.DEFAULT)));
  }

  SeatClient client() {
    return client;
  }

  /** The seats of this process. */
  Optional<SeatHost> host() {
    return local.map(LocalSeats::host);
  }

  /** Whether a seat of this process leads. */
  boolean leads() {
    return host().map(SeatHost::leads).orElse(false);
  }

  /** Ends the seats at once: their term is over. */
  void abandon() {
    client.close();
    if (server != null) {
      server.close();
    }
    local.ifPresent(seats -> {
      seats.commits().close();
      seats.host().terminate();
    });
  }

  /** Hands over what leads here, then leaves. */
  @Override
  public void close() {
    client.close();
    if (server != null) {
      server.close();
    }
    local.ifPresent(seats -> {
      seats.commits().close();
      seats.host().close();
    });
  }
}
