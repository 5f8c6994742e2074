package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.Freed;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lets the addresses that pods of this node freed shortly before a new term rest in it too: no seat
 * remembers them. While the adoption goes on their last holders claim them once more, older than
 * whoever was given one since; as soon as it is over these let go, and the rest begins anew.
 *
 * <p>Thread: that of the adoption. Both steps may be repeated.
 */
final class RestAgain {
  private final LeaseJournal journal;
  private final BulkLedger bulk;
  private List<Held> claimed = List.of();

  RestAgain(LeaseJournal journal, BulkLedger bulk) {
    this.journal = journal;
    this.bulk = bulk;
  }

  /** Claims what would still rest; before this node says that it has reported. */
  void claim(List<PoolState> pools) {
    Map<String, Long> cooldownMs =
        pools.stream()
            .collect(Collectors.toMap(pool -> pool.spec().name(), p -> p.spec().cooldownMs()));
    List<Held> resting =
        journal.freed().stream()
            .filter(freed -> rests(freed, cooldownMs))
            .map(Freed::held)
            .toList();
    List<Outcome> outcomes = bulk.submitAll(adoptions(resting));
    List<Held> taken = new ArrayList<>();
    for (int i = 0; i < resting.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Adopted adopted
          && adopted.endpoint().equals(resting.get(i).endpoint())) {
        taken.add(resting.get(i));
      }
    }
    claimed = List.copyOf(taken);
  }

  private static boolean rests(Freed freed, Map<String, Long> cooldownMs) {
    return freed.held().endpoint().leases().stream()
        .anyMatch(lease -> freed.agoMs() < cooldownMs.getOrDefault(lease.pool(), 0L));
  }

  private static List<Command> adoptions(List<Held> leases) {
    return leases.stream().<Command>map(held -> new Adopt(held.endpoint())).toList();
  }

  /** Lets go; a later holder is fenced from it. */
  void release() {
    bulk.submitAll(claimed.stream().map(RestAgain::release).toList());
    claimed = List.of();
  }

  private static Command release(Held held) {
    Endpoint endpoint = held.endpoint();
    return new Release(endpoint.key(), endpoint.podUid(), held.containerId(), true);
  }
}
