package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.Route;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold inside one spec of a pool or subnet, for both families. The schema says most of
 * it; this says it again for objects that came past the schema, and what CEL cannot say of IPv6.
 */
public final class PoolSpecRule {
  private PoolSpecRule() {}

  /**
   * The part of a spec that is looked at.
   *
   * @param ranges the effective ones
   */
  public record Spec(
      String subnet,
      List<AddressRange> ranges,
      @Nullable String gateway,
      @Nullable List<Route> routes) {}

  /**
   * What is wrong; null when nothing is. Errors: {@link IllegalArgumentException} says the same.
   */
  public static @Nullable String problem(Spec spec) {
    Subnet subnet = Subnet.parse(spec.subnet());
    if (!subnet.toString().equals(spec.subnet())) {
      return "\"" + spec.subnet() + "\" is not canonical, its network is \"" + subnet + "\"";
    }
    for (AddressRange range : spec.ranges()) {
      if (!subnet.contains(range.first()) || !subnet.contains(range.last())) {
        return "ips: \"" + range + "\" is not contained in subnet \"" + subnet + "\"";
      }
    }
    String gateway = spec.gateway() == null ? null : gateway(spec, subnet, spec.gateway());
    return gateway != null || spec.routes() == null ? gateway : routes(subnet, spec.routes());
  }

  private static @Nullable String gateway(Spec spec, Subnet subnet, String text) {
    Address gateway = Address.parse(text);
    if (!subnet.contains(gateway)) {
      return "gateway \"" + text + "\" is not an IP address of subnet \"" + subnet + "\"";
    }
    return spec.ranges().stream().anyMatch(range -> range.contains(gateway))
        ? "conflicts with gateway \"" + text + "\": it is in ips and not in excludeIPs"
        : null;
  }

  private static @Nullable String routes(Subnet subnet, List<Route> routes) {
    for (Route route : routes) {
      Address by = Address.parse(route.gw());
      if (!subnet.contains(by)) {
        return "routes: gw \""
            + route.gw()
            + "\" is not an IP address of subnet \""
            + subnet
            + "\"";
      }
    }
    return null;
  }
}
