package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Optional;

/**
 * This node's own leases on disk.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} when the disk refuses; then the caller must
 * not answer its pod.
 */
public interface LeaseJournal {
  /** Remembers; returns when it is safe on disk. */
  void hold(Held held);

  /**
   * Forgets an endpoint; need not wait for the disk: a lease remembered too long is only a
   * question.
   */
  void forget(EndpointKey key);

  /** What is remembered of one pod. */
  Optional<Held> find(EndpointKey key);

  /** All that is remembered. */
  List<Held> all();

  /** What a pod of this node holds, and through which sandbox and networks. */
  record Held(Endpoint endpoint, String containerId, List<NicNetwork> networks) {
    public Held {
      networks = List.copyOf(networks);
    }
  }

  /** Which network configuration a NIC belongs to. */
  record NicNetwork(String nic, String network) {}
}
