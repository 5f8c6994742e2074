package io.gridpool.agent.ipam;

import java.util.List;

/** What a CNI ADD gets. */
public sealed interface AddResult {
  /** Addresses and routes of the NIC that asked. */
  record Assigned(List<AssignedAddress> addresses, List<Route> routes) implements AddResult {
    public Assigned {
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
    }
  }

  /** No address, and why. */
  record Denied(Refusal refusal) implements AddResult {}

  /**
   * One address.
   *
   * @param cidr with the prefix length of its subnet
   * @param gateway empty where the pool has none
   */
  record AssignedAddress(String cidr, String gateway, String pool) {}
}
