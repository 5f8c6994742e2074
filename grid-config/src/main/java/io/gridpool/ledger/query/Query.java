package io.gridpool.ledger.query;

import io.gridpool.ledger.history.HistoryFilter;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.PoolSpec;
import org.jspecify.annotations.Nullable;

/** One question to the ledger; it changes nothing. */
public sealed interface Query {
  /** The most endpoints or changes in one answer. */
  int LIMIT_MAX = 1_000;

  /** What one pod holds. Answer: {@link Answer.OneEndpoint}. */
  record ReadEndpoint(EndpointKey key) implements Query {}

  /**
   * Endpoints after {@code after} in the ledger's own order, of one node or (empty) of all; those
   * that are there from the first page to the last are each seen once. Answer: {@link
   * Answer.Endpoints}, which may be short of the limit, or empty, before the last page.
   *
   * @param limit 1 to {@link #LIMIT_MAX}
   */
  record ReadEndpoints(String node, @Nullable EndpointKey after, int limit) implements Query {}

  /** All pools and reservations. Answer: {@link Answer.Pools}. */
  record ReadPools() implements Query {}

  /**
   * Whether a put of this pool would be refused right now; changes nothing. Answer: {@link
   * Answer.PoolChecked}.
   */
  record CheckPool(PoolSpec spec) implements Query {}

  /** What changed after a revision. Answer: {@link Answer.Changes}. */
  record ReadChanges(long since, int limit) implements Query {}

  /**
   * Who had which address when, newest first. Answer: {@link Answer.LeaseHistory}.
   *
   * @param before {@link Answer.LeaseHistory#before} of the page before; 0 for the first
   */
  record ReadHistory(HistoryFilter filter, long before, int limit) implements Query {}

  /** The ledger's own numbers. Answer: {@link Answer.Status}. */
  record ReadStatus() implements Query {}
}
