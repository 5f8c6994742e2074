package io.gridpool.agent.ipam;

import io.gridpool.grid.LedgerGate;

/** What the use cases stand on. */
public record Ports(
    LedgerGate ledger,
    PodDirectory pods,
    ClusterDirectory cluster,
    LeaseJournal journal,
    PoolCatalog catalog,
    PendingReleases pending) {}
