package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod's leases carry beyond their addresses, so that every repeat of an ADD and the mirror
 * give the same: routes of its own, and the NICs without a default route.
 *
 * @param routes as the pod's annotation names them, in order
 * @param cleanGateways interfaces that get no default route
 */
public record LeaseDetail(List<Route> routes, Set<String> cleanGateways) {
  /** Nothing beyond the addresses: no text at all. */
  public static final LeaseDetail NONE = new LeaseDetail(List.of(), Set.of());

  public LeaseDetail {
    routes = List.copyOf(routes);
    cleanGateways = Collections.unmodifiableSet(new LinkedHashSet<>(cleanGateways));
  }

  /** What an endpoint carries; nothing where the text is none of ours. */
  public static LeaseDetail of(Endpoint endpoint) {
    return endpoint.detail().isEmpty() ? NONE : read(endpoint.detail());
  }

  private static LeaseDetail read(String text) {
    try {
      JsonNode json = LenientJson.parse(text);
      List<Route> routes = new ArrayList<>();
      json.path("routes")
          .forEach(r -> routes.add(new Route(r.path("dst").asText(), r.path("gw").asText())));
      Set<String> clean = new LinkedHashSet<>();
      json.path("clean").forEach(nic -> clean.add(nic.asText()));
      return new LeaseDetail(routes, clean);
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }

  /** Whether a NIC gets no default route. */
  public boolean isClean(String nic) {
    return cleanGateways.contains(nic);
  }

  /** The pod's own routes that belong to a NIC: of the first whose subnet holds the gateway. */
  public List<Route> routesOf(String nic, Endpoint endpoint) {
    return routes.stream()
        .filter(route -> nicOf(route, endpoint.leases()).filter(nic::equals).isPresent())
        .toList();
  }

  private static Optional<String> nicOf(Route route, List<NicLease> leases) {
    Address gateway = Address.parse(route.gw());
    return leases.stream()
        .filter(lease -> Subnet.around(lease.address(), lease.prefixLength()).contains(gateway))
        .map(NicLease::nic)
        .findFirst();
  }

  /** This, and what earlier NICs of the same pod brought. */
  LeaseDetail after(LeaseDetail earlier) {
    Set<String> clean = new LinkedHashSet<>(earlier.cleanGateways);
    clean.addAll(cleanGateways);
    return new LeaseDetail(routes, clean);
  }

  /** The text that the ledger carries; empty where there is nothing to say. */
  String text() {
    if (routes.isEmpty() && cleanGateways.isEmpty()) {
      return "";
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!routes.isEmpty()) {
      ArrayNode list = json.putArray("routes");
      routes.forEach(route -> list.addObject().put("dst", route.dst()).put("gw", route.gw()));
    }
    if (!cleanGateways.isEmpty()) {
      ArrayNode list = json.putArray("clean");
      cleanGateways.forEach(list::add);
    }
    return json.toString();
  }
}
