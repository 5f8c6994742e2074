package io.gridpool.agent.ipam;

import java.util.List;

/** What a CNI ADD gets. */
public sealed interface AddResult {
  /** Addresses and routes of the NIC that asked, and what to ask the link before their use. */
  record Assigned(List<AssignedAddress> addresses, List<Route> routes, Detection detection)
      implements AddResult {
    public Assigned {
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
    }
  }

  /**
   * What the link is asked.
   *
   * @param conflicts whether somebody else has an address
   * @param gateways whether the gateways answer
   */
  record Detection(boolean conflicts, boolean gateways) {
    /** Nothing. */
    public static final Detection NONE = new Detection(false, false);
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
