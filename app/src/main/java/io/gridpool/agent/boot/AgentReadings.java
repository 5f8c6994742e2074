package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.ops.AgentState;
import io.gridpool.agent.ops.Readings;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the agent's rooms for the metrics. */
record AgentReadings(Supplier<AgentState> state, Rooms rooms, TermLoop terms, int seatsWanted)
    implements Readings {
  /** How long a scrape waits for the ledger. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** What outlives a term. */
  record Rooms(
      LedgerGate gate,
      DiskJournal journal,
      ReleaseQueue releases,
      AgentKube kube,
      PoolCatalog catalog) {}

  @Override
  public OfAgent agent() {
    return new OfAgent(
        state.get(),
        terms.host().map(SeatHost::seatIds).map(List::size).orElse(0),
        rooms.kube.endpointsWaiting(),
        rooms.kube.endpointsLagMs(),
        new OfJournal(rooms.journal.sizeBytes(), rooms.journal.problem().isEmpty()),
        rooms.releases.size(),
        rooms.kube.watching(),
        rooms.catalog.awaited());
  }

  @Override
  public Optional<OfLedger> ledger() {
    Optional<SeatHost> host = terms.host().filter(SeatHost::leads);
    try {
      return host.flatMap(this::read);
    } catch (TryLaterException | IndeterminateException e) {
      return Optional.empty();
    }
  }

  private Optional<OfLedger> read(SeatHost host) {
    if (rooms.gate.ask(new Query.ReadStatus(), LIMIT) instanceof Answer.Status status
        && rooms.gate.ask(new Query.ReadPools(), LIMIT) instanceof Answer.Pools pools) {
      long taken =
          host.record().seats().stream().filter(seat -> seat.standing() == Standing.SEATED).count();
      return Optional.of(
          new OfLedger(
              status,
              pools.pools(),
              pools.reservations(),
              subnets(),
              seatsWanted,
              Math.toIntExact(taken)));
    }
    return Optional.empty();
  }

  private List<Subnet> subnets() {
    return terms.subnets().stream()
        .map(of -> new Subnet(of.name(), of.pools(), of.total(), of.allocated()))
        .toList();
  }
}
