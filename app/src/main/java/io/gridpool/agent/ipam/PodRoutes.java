package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code ipam.spidernet.io/routes} annotation of a pod.
 *
 * <p>Errors: {@link IllegalArgumentException} that names annotation and value.
 */
final class PodRoutes {
  static final String ROUTES = "ipam.spidernet.io/routes";

  private PodRoutes() {}

  /** The routes in the order written, in their shortest form. */
  static List<Route> of(String value) {
    return Annotation.read(
        ROUTES,
        value,
        json -> {
          List<Route> routes = new ArrayList<>();
          LenientJson.items(json, "it").forEach(item -> routes.add(route(item)));
          return List.copyOf(routes);
        });
  }

  private static Route route(JsonNode item) {
    LenientJson.object(item, "a route");
    String dst = LenientJson.text(item, "dst");
    String gw = LenientJson.text(item, "gw");
    Subnet destination = Subnet.parseLenient(dst);
    Address gateway = Address.parse(gw);
    if (destination.family() != gateway.family()) {
      throw new IllegalArgumentException(
          "the route to " + dst + " by " + gw + " mixes IP families");
    }
    return new Route(destination.toString(), gateway.toString());
  }
}
