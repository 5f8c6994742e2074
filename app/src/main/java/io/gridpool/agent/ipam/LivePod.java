package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;

/**
 * A pod of the pods' network that has not finished, as the API server shows it.
 *
 * @param addresses its {@code status.podIPs}; empty while the kubelet has told none
 */
public record LivePod(EndpointKey key, String uid, String node, List<Address> addresses) {
  public LivePod {
    addresses = List.copyOf(addresses);
  }
}
