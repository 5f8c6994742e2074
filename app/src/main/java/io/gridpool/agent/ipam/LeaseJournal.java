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

  /** What is remembered of one pod, by the name that the API server knows it by. */
  default Optional<Held> findPod(EndpointKey pod) {
    Optional<Held> byKey = find(pod).filter(held -> held.endpoint().pod().equals(pod));
    return byKey.isPresent()
        ? byKey
        : all().stream().filter(held -> held.endpoint().pod().equals(pod)).findFirst();
  }

  /** Why nothing can be remembered now, in a sentence; empty while all is well. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** All that is remembered. */
  List<Held> all();

  /** Leases of ordinary pods that ended lately and were not held again, the oldest first. */
  default List<Freed> freed() {
    return List.of();
  }

  /**
   * A lease that has ended.
   *
   * @param agoMs milliseconds since then by this node's clock, 0 or more
   */
  record Freed(Held held, long agoMs) {}

  /** What a pod of this node holds, and through which sandbox and networks. */
  record Held(Endpoint endpoint, String containerId, List<NicNetwork> networks) {
    public Held {
      networks = List.copyOf(networks);
    }

    /** The interface under which the leases of a NIC are kept. */
    public String leaseOf(String nic) {
      return networks.stream()
          .filter(network -> network.nic().equals(nic))
          .map(NicNetwork::lease)
          .findFirst()
          .orElse(nic);
    }
  }

  /**
   * Which network configuration a NIC belongs to.
   *
   * @param lease interface under which its leases are kept; another than its own where it asked by
   *     an unforeseen name
   */
  record NicNetwork(String nic, String network, String lease) {
    /** A NIC whose leases are kept under its own name. */
    public NicNetwork(String nic, String network) {
      this(nic, network, nic);
    }
  }
}
