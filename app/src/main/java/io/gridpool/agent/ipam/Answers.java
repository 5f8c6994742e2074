package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.AddResult.AssignedAddress;
import io.gridpool.agent.ipam.Candidates.Found;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.PoolState;
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

  /** The addresses and routes of one NIC: its pools', its pod's own, and the default routes. */
  AddResult.Assigned assigned(Endpoint endpoint, String nic) {
    LeaseDetail own = LeaseDetail.of(endpoint);
    List<AssignedAddress> addresses = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    List<Route> defaults = new ArrayList<>();
    for (NicLease lease : endpoint.leases()) {
      if (lease.nic().equals(nic)) {
        Optional<PoolDetail> detail = catalog.find(lease.pool()).map(PoolView::detail);
        String gateway = detail.map(PoolDetail::gateway).orElse("");
        addresses.add(new AssignedAddress(lease.cidr(), gateway, lease.pool()));
        detail.ifPresent(known -> routes.addAll(known.routes()));
        if (!gateway.isEmpty() && !own.isClean(nic)) {
          defaults.add(
              new Route(
                  lease.family() == IpFamily.V4 ? Route.DEFAULT_V4 : Route.DEFAULT_V6, gateway));
        }
      }
    }
    own.routesOf(nic, endpoint).stream().filter(r -> !routes.contains(r)).forEach(routes::add);
    routes.addAll(defaults);
    return new AddResult.Assigned(addresses, routes, AddResult.Detection.NONE);
  }

  /** Why the ledger gave nothing: exhausted when every pool is, else no pool fits. */
  static Refusal refusal(Outcome.Refused refused, Found.Wants wanted) {
    boolean onlyExhausted =
        refused.wants().stream()
            .flatMap(want -> want.pools().stream())
            .map(PoolRefusal::reason)
            .allMatch(r -> r == PoolRefusal.Reason.EXHAUSTED || r == PoolRefusal.Reason.IN_USE);
    List<String> lines = new ArrayList<>();
    refused.wants().forEach(want -> lines.add(line(want, askedOf(want, wanted.wants()))));
    lines.addAll(wanted.objections());
    String what = onlyExhausted ? "all IP addresses used out: " : "no IPPool available: ";
    // No details: runtimes print them behind the message, and a pod's event would say all twice.
    return Refusal.of(
        onlyExhausted ? Refusal.EXHAUSTED : Refusal.NO_POOL, what + String.join("; ", lines));
  }

  private static Optional<Address> askedOf(WantRefusal refused, List<Want> wants) {
    return wants.stream()
        .filter(want -> want.nic().equals(refused.nic()) && want.family() == refused.family())
        .findFirst()
        .flatMap(want -> Optional.ofNullable(want.asked()));
  }

  private static String line(WantRefusal want, Optional<Address> asked) {
    List<String> pools = want.pools().stream().map(Answers::pool).toList();
    String what = asked.map(Address::toString).orElse(nameOf(want.family()));
    return want.nic() + " wants " + what + " from " + String.join(", ", pools);
  }

  private static String pool(PoolRefusal pool) {
    String numbers = pool.leased() + " of " + pool.total() + " addresses in use";
    String why =
        switch (pool.reason()) {
          case EXHAUSTED -> numbers;
          case DISABLED -> "disabled, " + numbers;
          case WRONG_FAMILY -> "of the other IP family";
          case UNKNOWN -> "does not exist";
          case OUTSIDE -> "the address is none of its " + pool.total();
          case EXCLUDED -> "the address is excluded, " + numbers;
          case RESERVED -> "the address is reserved, " + numbers;
          case IN_USE ->
              "the address is in use"
                  + (pool.holder() == null ? "" : " by " + pool.holder())
                  + ", "
                  + numbers;
        };
    return pool.pool() + " (" + why + ")";
  }

  /** A pool that may not serve, with its numbers. */
  static String objection(PoolView pool, String why) {
    PoolState state = pool.state();
    return pool.name()
        + ": "
        + why
        + " ("
        + state.leased()
        + " of "
        + state.total()
        + " addresses in use)";
  }

  /** A family as users read it. */
  static String nameOf(IpFamily family) {
    return family == IpFamily.V4 ? "IPv4" : "IPv6";
  }
}
