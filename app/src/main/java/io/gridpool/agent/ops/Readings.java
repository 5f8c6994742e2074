package io.gridpool.agent.ops;

import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import java.util.List;
import java.util.Optional;

/** Where gauges are read when somebody asks for the metrics; for any thread. */
public interface Readings {
  /** What this agent knows of itself, without a call. */
  OfAgent agent();

  /** What the leading agent knows of the whole; empty elsewhere, and while the ledger is silent. */
  Optional<OfLedger> ledger();

  /**
   * One agent.
   *
   * @param seats held by this process
   * @param mirrorWaiting endpoints that wait to be mirrored
   * @param mirrorLagMs for how long the oldest of them waits
   * @param journal its leases on disk
   * @param releasesWaiting releases that wait on disk for the ledger
   * @param watching whether all watches of the API server stand
   * @param poolsAwaited ADDs that waited for a pool that was to be made, since the start
   */
  record OfAgent(
      AgentState state,
      int seats,
      int mirrorWaiting,
      long mirrorLagMs,
      OfJournal journal,
      int releasesWaiting,
      boolean watching,
      long poolsAwaited) {}

  /**
   * The journal on this node's disk.
   *
   * @param bytes length of its file
   * @param writable false while no lease can be written down, and so none is given
   */
  record OfJournal(long bytes, boolean writable) {}

  /**
   * The whole.
   *
   * @param seatsTaken of {@code seatsWanted}
   */
  record OfLedger(
      Answer.Status status,
      List<PoolState> pools,
      List<Reservation> reservations,
      List<Subnet> subnets,
      int seatsWanted,
      int seatsTaken) {
    public OfLedger {
      pools = List.copyOf(pools);
      reservations = List.copyOf(reservations);
      subnets = List.copyOf(subnets);
    }
  }

  /** One SpiderSubnet: pools cut from it, its addresses, those that its pools have. */
  record Subnet(String name, int pools, long total, long allocated) {}
}
