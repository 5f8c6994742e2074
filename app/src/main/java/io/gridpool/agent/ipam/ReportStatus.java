package io.gridpool.agent.ipam;

import java.util.Optional;

/**
 * Whether this agent can serve at all: CNI STATUS.
 *
 * <p>Not tied to any pool nor to the ledger's quorum: a failing STATUS makes the kubelet evict the
 * pods of its node (peers.md §0, item 7).
 */
public final class ReportStatus {
  private final PoolCatalog catalog;
  private final LeaseJournal journal;

  public ReportStatus(Ports ports) {
    this.catalog = ports.catalog();
    this.journal = ports.journal();
  }

  /**
   * Why the agent cannot serve; empty when it can. One that was started while the ledger has no
   * majority serves DEL and CHECK for the pods in its journal, and must not lose them its node.
   */
  public Optional<Refusal> problem() {
    return catalog.synced() || !journal.all().isEmpty()
        ? Optional.empty()
        : Optional.of(Refusal.of(Refusal.NOT_READY, "the agent has not read the pools yet"));
  }
}
