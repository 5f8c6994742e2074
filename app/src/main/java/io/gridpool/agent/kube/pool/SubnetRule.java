package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.pool.AddressSpace;
import io.gridpool.ledger.pool.RangeSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds between subnets, and between a subnet and its pools. Works on ranges: no address is
 * ever enumerated.
 *
 * <p>Errors: {@link IllegalArgumentException} for text of the asked object that cannot be read;
 * other objects that cannot be read are passed over, somebody else tells of them.
 */
public final class SubnetRule {
  private SubnetRule() {}

  /** The ranges of {@code ips} without those of {@code excludeIPs}, sorted and merged. */
  public static List<AddressRange> effective(
      @Nullable List<String> ips, @Nullable List<String> excluded) {
    return RangeSet.minus(
        RangeSet.of(PoolReader.ranges(ips)), RangeSet.of(PoolReader.ranges(excluded)));
  }

  /** The effective ranges of a subnet. */
  public static List<AddressRange> effective(SpiderSubnet subnet) {
    return effective(subnet.getSpec().ips(), subnet.getSpec().excludeIPs());
  }

  /** The effective ranges of a pool. */
  public static List<AddressRange> effective(SpiderIPPool pool) {
    return effective(pool.getSpec().ips(), pool.getSpec().excludeIPs());
  }

  /** Why a pool does not fit the subnets; null when it does. */
  public static @Nullable String poolProblem(SpiderIPPool pool, Collection<SpiderSubnet> subnets) {
    Subnet own = Subnet.parse(pool.getSpec().subnet());
    List<AddressRange> ranges = effective(pool);
    for (SpiderSubnet subnet : subnets) {
      Subnet other = counts(subnet) ? cidr(subnet).orElse(null) : null;
      if (other == null || !other.overlaps(own)) {
        continue;
      }
      String problem = other.equals(own) ? outside(ranges, subnet) : overlaps(other, subnet);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static String overlaps(Subnet other, SpiderSubnet subnet) {
    return "the subnet overlaps " + other + " of SpiderSubnet " + subnet.getMetadata().getName();
  }

  private static @Nullable String outside(List<AddressRange> ranges, SpiderSubnet subnet) {
    List<AddressRange> left = RangeSet.minus(ranges, effective(subnet));
    return left.isEmpty()
        ? null
        : "the addresses "
            + PoolVerdict.someRanges(left)
            + " are not among those of SpiderSubnet "
            + subnet.getMetadata().getName();
  }

  /**
   * Why a subnet cannot stand beside the others and over the pools; null when it can.
   *
   * @param others those that have a say before it
   * @param pools as the ledger has them
   */
  public static @Nullable String subnetProblem(
      SpiderSubnet subnet, Collection<SpiderSubnet> others, Collection<PoolSpec> pools) {
    Subnet own = Subnet.parse(subnet.getSpec().subnet());
    for (SpiderSubnet other : others) {
      Optional<Subnet> network = cidr(other);
      if (network.map(own::overlaps).orElse(false)) {
        return overlaps(network.orElseThrow(), other);
      }
    }
    List<AddressRange> ranges = effective(subnet);
    for (PoolSpec pool : pools) {
      String problem = pool.subnet().overlaps(own) ? overPool(own, ranges, pool) : null;
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String overPool(Subnet own, List<AddressRange> ranges, PoolSpec pool) {
    if (!pool.subnet().equals(own)) {
      return "the subnet overlaps " + pool.subnet() + " of pool " + pool.name();
    }
    List<AddressRange> left = RangeSet.minus(AddressSpace.of(pool).ranges(), ranges);
    return left.isEmpty()
        ? null
        : "pool "
            + pool.name()
            + " has the addresses "
            + PoolVerdict.someRanges(left)
            + ", which are not among those of the subnet";
  }

  /** The subnet that a pool of this CIDR belongs to: accepted, not going away. */
  public static Optional<SpiderSubnet> ownerOf(
      SpiderIPPool pool, Collection<SpiderSubnet> subnets) {
    return subnets.stream()
        .filter(SubnetRule::counts)
        .filter(subnet -> subnet.getSpec().subnet().equals(pool.getSpec().subnet()))
        .findFirst();
  }

  /** Whether the pool was made a part of this very subnet. */
  static boolean owns(SpiderSubnet subnet, SpiderIPPool pool) {
    return pool.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(subnet.getMetadata().getUid()));
  }

  /** Whether a subnet has a say over pools: it was not refused and is not going away. */
  private static boolean counts(SpiderSubnet subnet) {
    return subnet.getSpec() != null
        && subnet.getMetadata().getDeletionTimestamp() == null
        && !SubnetShape.said(subnet, false);
  }

  /** Whether somebody has yet to decide about a subnet that touches the pool. */
  static boolean undecided(SpiderIPPool pool, Collection<SpiderSubnet> subnets) {
    Subnet own = Subnet.parse(pool.getSpec().subnet());
    return subnets.stream()
        .filter(subnet -> counts(subnet) && !SubnetShape.said(subnet, true))
        .anyMatch(subnet -> cidr(subnet).map(own::overlaps).orElse(false));
  }

  private static Optional<Subnet> cidr(SpiderSubnet subnet) {
    try {
      return subnet.getSpec() == null
          ? Optional.empty()
          : Optional.of(Subnet.parse(subnet.getSpec().subnet()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
