package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.ops.Readings.OfLedger;
import io.gridpool.agent.ops.Readings.Subnet;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers of pools and subnets, under our names and the peer's. The first {@link #SHOWN_MAX} by
 * name have series of their own; the rest are one series together.
 */
final class PoolGauges {
  /** The most pools, and the most subnets, with series of their own. */
  static final int SHOWN_MAX = 500;

  /** The name under which the rest are summed up; no object can have it. */
  static final String REST = "(others)";

  private static final String ADDRESSES = "gridpool_pool_addresses";
  private static final String ADDRESSES_HELP =
      "Addresses of a pool by state: total, used, free, cooldown, quarantined.";

  private final Gauges gauges = new Gauges();
  private final List<AddressRange> quarantined;

  PoolGauges(OfLedger ledger) {
    this.quarantined = Quarantine.ranges(ledger.reservations());
    pools(
        ledger.pools().stream()
            .sorted(Comparator.comparing(pool -> pool.spec().name()))
            .map(this::numbers)
            .toList());
    subnets(ledger.subnets().stream().sorted(Comparator.comparing(Subnet::name)).toList());
  }

  List<GaugeSnapshot> snapshots() {
    return gauges.snapshots();
  }

  private record Numbers(
      String pool, long total, long used, long free, long cooldown, long quarantined) {
    Numbers plus(Numbers other) {
      return new Numbers(
          REST,
          saturated(total, other.total),
          saturated(used, other.used),
          saturated(free, other.free),
          saturated(cooldown, other.cooldown),
          saturated(quarantined, other.quarantined));
    }
  }

  private static long saturated(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private Numbers numbers(PoolState pool) {
    return new Numbers(
        pool.spec().name(),
        pool.total(),
        pool.leased(),
        pool.free(),
        pool.cooling(),
        quarantinedIn(pool.spec()));
  }

  private long quarantinedIn(PoolSpec pool) {
    return quarantined.stream()
        .filter(range -> pool.ranges().stream().anyMatch(range::overlaps))
        .mapToLong(AddressRange::size)
        .sum();
  }

  private void pools(List<Numbers> pools) {
    gauges
        .add("spiderpool_total_ippool_counts", "Pools.", pools.size())
        .add(
            "gridpool_pools_used_up",
            "Pools without an address that could be leased.",
            pools.stream().filter(pool -> pool.used >= pool.total && pool.total > 0).count());
    pools.stream().limit(SHOWN_MAX).forEach(this::pool);
    pools.stream().skip(SHOWN_MAX).reduce(Numbers::plus).ifPresent(rest -> pool(named(rest)));
  }

  private static Numbers named(Numbers rest) {
    return new Numbers(REST, rest.total, rest.used, rest.free, rest.cooldown, rest.quarantined);
  }

  private void pool(Numbers of) {
    state(of.pool, "total", of.total);
    state(of.pool, "used", of.used);
    state(of.pool, "free", of.free);
    state(of.pool, "cooldown", of.cooldown);
    state(of.pool, "quarantined", of.quarantined);
    Labels name = Labels.of("SpiderIPPool", of.pool);
    gauges
        .add("spiderpool_debug_ippool_total_ip_counts", "Addresses of a pool.", of.total, name)
        .add(
            "spiderpool_debug_ippool_available_ip_counts",
            "Addresses of a pool that are not leased.",
            of.total - of.used,
            name);
  }

  private void state(String pool, String state, long value) {
    gauges.add(ADDRESSES, ADDRESSES_HELP, value, Labels.of("pool", pool, "state", state));
  }

  private void subnets(List<Subnet> subnets) {
    gauges.add("spiderpool_total_subnet_counts", "SpiderSubnets.", subnets.size());
    subnets.stream().limit(SHOWN_MAX).forEach(this::subnet);
    subnets.stream()
        .skip(SHOWN_MAX)
        .reduce(PoolGauges::together)
        .ifPresent(rest -> subnet(new Subnet(REST, rest.pools(), rest.total(), rest.allocated())));
  }

  private static Subnet together(Subnet one, Subnet other) {
    return new Subnet(
        REST,
        one.pools() + other.pools(),
        saturated(one.total(), other.total()),
        saturated(one.allocated(), other.allocated()));
  }

  private void subnet(Subnet of) {
    Labels name = Labels.of("SpiderSubnet", of.name());
    gauges
        .add("spiderpool_debug_subnet_ippool_counts", "Pools of a subnet.", of.pools(), name)
        .add("spiderpool_debug_subnet_total_ip_counts", "Its addresses.", of.total(), name)
        .add(
            "spiderpool_debug_subnet_available_ip_counts",
            "Addresses of a subnet that no pool has.",
            of.total() - of.allocated(),
            name);
  }
}
