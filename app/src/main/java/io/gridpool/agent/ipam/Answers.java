package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.AddResult.AssignedAddress;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.WantRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ledger's words turned into what a CNI caller reads. */
final class Answers {
  private final PoolCatalog catalog;

  Answers(PoolCatalog catalog) {
    this.catalog = catalog;
  }

  /** The addresses and routes of one NIC. */
  AddResult.Assigned assigned(Endpoint endpoint, String nic, boolean cleanGateway) {
    List<AssignedAddress> addresses = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    for (NicLease lease : endpoint.leases()) {
      if (lease.nic().equals(nic)) {
        Optional<PoolDetail> detail = catalog.find(lease.pool()).map(PoolView::detail);
        String gateway = detail.map(PoolDetail::gateway).orElse("");
        addresses.add(new AssignedAddress(lease.cidr(), gateway, lease.pool()));
        detail.ifPresent(known -> routes.addAll(known.routes()));
        if (!gateway.isEmpty() && !cleanGateway) {
          routes.add(
              new Route(
                  lease.family() == IpFamily.V4 ? Route.DEFAULT_V4 : Route.DEFAULT_V6, gateway));
        }
      }
    }
    return new AddResult.Assigned(addresses, routes);
  }

  /** Why the ledger gave nothing: exhausted when every pool is, else no pool fits. */
  Refusal refusal(Outcome.Refused refused) {
    boolean onlyExhausted =
        refused.wants().stream()
            .flatMap(want -> want.pools().stream())
            .allMatch(pool -> pool.reason() == PoolRefusal.Reason.EXHAUSTED);
    List<String> lines = refused.wants().stream().map(Answers::line).toList();
    String what = onlyExhausted ? "all IP addresses used out: " : "no IPPool available: ";
    // No details: runtimes print them behind the message, and a pod's event would say all twice.
    return Refusal.of(
        onlyExhausted ? Refusal.EXHAUSTED : Refusal.NO_POOL, what + String.join("; ", lines));
  }

  private static String line(WantRefusal want) {
    List<String> pools = want.pools().stream().map(Answers::pool).toList();
    String family = want.family() == IpFamily.V4 ? "IPv4" : "IPv6";
    return want.nic() + " wants " + family + " from " + String.join(", ", pools);
  }

  private static String pool(PoolRefusal pool) {
    return switch (pool.reason()) {
      case EXHAUSTED ->
          pool.pool() + " (" + pool.leased() + " of " + pool.total() + " addresses in use)";
      case DISABLED -> pool.pool() + " (disabled)";
      case WRONG_FAMILY -> pool.pool() + " (of the other IP family)";
      case UNKNOWN -> pool.pool() + " (does not exist)";
      case OUTSIDE -> pool.pool() + " (the address is none of the pool's)";
      case EXCLUDED -> pool.pool() + " (the address is excluded)";
      case RESERVED -> pool.pool() + " (the address is reserved)";
      case IN_USE ->
          pool.pool()
              + (pool.holder() == null
                  ? " (the address is in use)"
                  : " (the address is in use by " + pool.holder() + ")");
    };
  }
}
