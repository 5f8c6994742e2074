package io.gridpool.agent.kube.coordinator;

import io.gridpool.agent.kube.crd.Route;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Destinations as users write them, addresses or CIDRs, in the one form that plugins take. */
public final class Destinations {
  private Destinations() {}

  /** The CIDR form; a text that is no address stays as it is, and the schema refuses it. */
  public static String cidr(String text) {
    if (text.indexOf('/') >= 0) {
      return text;
    }
    try {
      return text + (Address.parse(text).family() == IpFamily.V4 ? "/32" : "/128");
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** All in CIDR form. */
  public static List<String> cidrs(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts.stream().map(Destinations::cidr).toList();
  }

  /** All routes with their destination in CIDR form. */
  public static List<Route> routes(@Nullable List<Route> routes) {
    return routes == null
        ? List.of()
        : routes.stream().map(route -> new Route(cidr(route.dst()), route.gw())).toList();
  }

  /** Sets destinations that are not in CIDR form. */
  public static void normalize(JsonPatch<?> patch, String path, @Nullable List<String> texts) {
    if (texts != null && !cidrs(texts).equals(texts)) {
      patch.set(path, cidrs(texts));
    }
  }

  /** The same for routes. */
  public static void normalizeRoutes(
      JsonPatch<?> patch, String path, @Nullable List<Route> routes) {
    if (routes != null && !routes(routes).equals(routes)) {
      patch.set(path, routes(routes));
    }
  }
}
