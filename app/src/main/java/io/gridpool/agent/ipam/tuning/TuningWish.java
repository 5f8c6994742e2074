package io.gridpool.agent.ipam.tuning;

import io.gridpool.agent.ipam.Route;
import java.util.List;
import java.util.Optional;

/** What the cluster wants of all pods. */
public sealed interface TuningWish {
  /**
   * The wish is complete.
   *
   * @param mode auto, underlay, overlay or disabled
   */
  record Tuned(String mode, Routing routing, Link link) implements TuningWish {}

  /** The cluster's own networks are not known; {@code reason} is one sentence. */
  record Unready(String reason) implements TuningWish {}

  /**
   * Where packets go. CIDRs throughout.
   *
   * @param hijacked destinations that leave through the node
   * @param defaultRouteNic empty: not said
   * @param hostRuleTable 0: not said
   */
  record Routing(
      List<String> overlayPods,
      List<String> services,
      List<String> hijacked,
      List<Route> policyRoutes,
      boolean tunePodRoutes,
      String defaultRouteNic,
      int hostRuleTable) {
    public Routing {
      overlayPods = List.copyOf(overlayPods);
      services = List.copyOf(services);
      hijacked = List.copyOf(hijacked);
      policyRoutes = List.copyOf(policyRoutes);
    }
  }

  /**
   * How interfaces are.
   *
   * @param macPrefix two octets; empty: addresses stay
   * @param rpFilter below 0: it stays
   * @param txQueueLength packets; 0: it stays
   * @param vethAddress a link-local IPv4 address; empty: none
   * @param vethMtu bytes; 0: not said
   */
  record Link(
      String macPrefix,
      Optional<Integer> rpFilter,
      int txQueueLength,
      String vethAddress,
      int vethMtu) {}
}
