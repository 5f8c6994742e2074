package io.gridpool.agent.journal;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The leases that ended last, bounded: whoever opens a new term of the ledger has to know which
 * addresses rest.
 *
 * <p>Threads: one adds, any reads.
 */
final class EndedLeases {
  /** More than a node ends in the usual rest of an address, in leases; the oldest go first. */
  static final int LEASES_MAX = 1_024;

  private final Deque<Ended> leases = new ArrayDeque<>();

  /**
   * A lease and its end.
   *
   * @param atMs milliseconds since the epoch by this node's clock
   */
  record Ended(Held held, long atMs) {}

  synchronized void add(Ended ended) {
    if (leases.size() == LEASES_MAX) {
      leases.removeFirst();
    }
    leases.addLast(ended);
  }

  /** The oldest first. */
  synchronized List<Ended> all() {
    return List.copyOf(leases);
  }
}
