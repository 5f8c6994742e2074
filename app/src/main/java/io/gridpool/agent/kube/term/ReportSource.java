package io.gridpool.agent.kube.term;

/** What an agent knows of itself and of the ledger, for the report in the Grid object. */
public interface ReportSource {
  /** The agent's node. */
  String node();

  /** Whether its seat leads now. */
  boolean leads();

  /** Whether it has, or is to have, a seat. */
  boolean hasSeat();

  /** Leases in its journal. */
  int journalled();

  /** What the ledger says of itself. Errors: the ledger's; then there is none. */
  GridConditions.LedgerWord ledger();
}
