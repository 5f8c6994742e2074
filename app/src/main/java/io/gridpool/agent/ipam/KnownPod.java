package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod that this node has served before, for an ADD while the API server is away: who it is stands
 * in the journal, and what it holds in the ledger. It gets that again and nothing else; a uid never
 * belongs to two pods.
 */
record KnownPod(Held held) {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /**
   * The pod that asks, where its NIC has leases here and in the ledger; errors are the ledger's.
   */
  static Optional<KnownPod> of(Attachment asking, LeaseJournal journal, LedgerGate ledger) {
    return journal
        .findPod(asking.pod())
        .filter(held -> held.endpoint().podUid().equals(asking.podUid()))
        .filter(held -> !leases(held.endpoint(), held.leaseOf(asking.nic())).isEmpty())
        .filter(held -> isHeld(held.endpoint(), ledger))
        .map(KnownPod::new);
  }

  private static List<String> leases(Endpoint endpoint, String nic) {
    return endpoint.leases().stream()
        .filter(lease -> lease.nic().equals(nic))
        .map(lease -> lease.cidr())
        .toList();
  }

  private static boolean isHeld(Endpoint known, LedgerGate ledger) {
    var answer = (Answer.OneEndpoint) ledger.ask(new Query.ReadEndpoint(known.key()), LIMIT);
    Endpoint now = answer.endpoint();
    return now != null && now.podUid().equals(known.podUid());
  }

  PodFacts facts(String node) {
    Endpoint endpoint = held.endpoint();
    return new PodFacts(
        endpoint.pod(), endpoint.podUid(), node, endpoint.owner(), false, Map.of(), Map.of());
  }

  LeaseName name() {
    Endpoint endpoint = held.endpoint();
    return new LeaseName(endpoint.key(), endpoint.podName(), endpoint.sticky());
  }

  /** All that it holds, from the pools that it has it from. */
  Candidates.Found.Wants wants(String nic) {
    Endpoint endpoint = held.endpoint();
    return new Candidates.Found.Wants(
        endpoint.leases().stream()
            .map(lease -> new Want(lease.nic(), lease.address().family(), List.of(lease.pool())))
            .toList(),
        false,
        held.leaseOf(nic),
        LeaseDetail.of(endpoint),
        List.of());
  }
}
