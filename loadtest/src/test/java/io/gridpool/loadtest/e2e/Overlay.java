package io.gridpool.loadtest.e2e;

import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.List;

/**
 * A pod network of the two nodes n1 and n2 as overlay CNIs make it: a bridge on each node with a
 * subnet of its own, and routes between the nodes.
 */
final class Overlay {
  private static final int POOL_SIZE = 10;
  private static final List<Net> SUBNETS = List.of(Net.V4_OVERLAY_N1, Net.V4_OVERLAY_N2);

  private Overlay() {}

  /** Defines it for a test; returns namespace/name, for the default network of pods. */
  static String network(Scene scene) {
    String one = scene.pool("n1", Addresses.block(Net.V4_OVERLAY_N1, POOL_SIZE), "nodeName: [n1]");
    String two = scene.pool("n2", Addresses.block(Net.V4_OVERLAY_N2, POOL_SIZE), "nodeName: [n2]");
    route("n1", SUBNETS.get(1), "n2");
    route("n2", SUBNETS.get(0), "n1");
    return new Networks(scene)
        .define(
            "overlay",
            """
            {"cniVersion": "1.0.0", "type": "bridge", "bridge": "overlay0", "isGateway": true,
             "ipam": {"type": "gridpool", "default_ipv4_ippool": ["%s", "%s"]}}\
            """
                .formatted(one, two));
  }

  private static void route(String node, Net to, String other) {
    Station.node(node).run("ip", "route", "replace", to.subnet, "via", Station.addressOf(other));
  }
}
