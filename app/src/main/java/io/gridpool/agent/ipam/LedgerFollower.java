package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;

/**
 * Keeps this agent's picture true to the ledger's change feed: the pools it chooses from, and a
 * journal without leases that have left the node.
 *
 * <p>Threads: one, the feed's.
 */
public final class LedgerFollower {
  /** How long one full read may take. */
  static final Duration READ_LIMIT = Duration.ofSeconds(10);

  private final Ports ports;
  private final String node;
  private volatile long revision;

  public LedgerFollower(Ports ports, IpamSettings settings) {
    this.ports = ports;
    this.node = settings.node();
  }

  /** Up to which revision the picture is true; where the feed has to go on. */
  public long revision() {
    return revision;
  }

  /** Reads all pools; whether that was done. Errors are the ledger's. */
  public boolean readAll() {
    LedgerGate ledger = ports.ledger();
    if (ledger.ask(new Query.ReadPools(), READ_LIMIT) instanceof Answer.Pools pools) {
      ports.catalog().replaceAll(pools);
      revision = pools.revision();
      return true;
    }
    return false;
  }

  /** Takes over one message of the feed. */
  public void onChanges(Answer.Changes changes) {
    if (changes.resync()) {
      var _ = readAll();
      return;
    }
    ports.catalog().apply(changes);
    changes.endpoints().stream()
        .filter(this::left)
        .map(Endpoint::key)
        .forEach(key -> forget(key, changes.to()));
    changes.endpointsGone().forEach(key -> forget(key, changes.to()));
    revision = changes.to();
  }

  private boolean left(Endpoint endpoint) {
    return !endpoint.node().equals(node);
  }

  /** A lease journalled after the change that is told here is newer than it, and stays. */
  private void forget(EndpointKey key, long told) {
    ports
        .journal()
        .find(key)
        .map(Held::endpoint)
        .filter(held -> held.revision() <= told)
        .ifPresent(held -> ports.journal().forget(held.key()));
  }
}
