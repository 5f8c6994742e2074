package io.gridpool.ledger.rule;

import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.pool.AddressSpace;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.pool.PoolBook;
import io.gridpool.ledger.pool.RangeSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a pool's spec is in order by itself and beside the other pools. */
final class PoolCheck {
  private PoolCheck() {}

  static @Nullable PoolProblem problemOf(PoolSpec spec, @Nullable Pool current, PoolBook pools) {
    String sentence = sentenceOf(spec);
    if (sentence == null && current == null && pools.all().size() >= Limits.POOLS_MAX) {
      sentence = "there are " + Limits.POOLS_MAX + " pools already";
    }
    if (sentence != null) {
      return new PoolProblem.BadSpec(sentence);
    }
    if (current != null && !current.spec().subnet().equals(spec.subnet())) {
      return new PoolProblem.SubnetChanged(current.spec().subnet());
    }
    return besideOthers(spec, pools);
  }

  private static @Nullable String sentenceOf(PoolSpec spec) {
    return Limits.first(
        Limits.name("a pool name", spec.name()),
        Limits.ranges("ranges", spec.ranges()),
        Limits.ranges("exclusions", spec.excluded()),
        Limits.text("the detail", spec.detail(), PoolSpec.DETAIL_LENGTH_MAX),
        spec.cooldownMs() < 0 || spec.cooldownMs() > Limits.COOLDOWN_MS_MAX
            ? "a cooldown of " + spec.cooldownMs() + " ms is not within 0-" + Limits.COOLDOWN_MS_MAX
            : null,
        outside("range", spec.ranges(), spec.subnet()),
        outside("exclusion", spec.excluded(), spec.subnet()),
        overlap(spec.ranges()));
  }

  private static @Nullable String outside(String what, List<AddressRange> ranges, Subnet subnet) {
    for (AddressRange range : ranges) {
      if (!subnet.contains(range.first()) || !subnet.contains(range.last())) {
        return what + " " + range + " lies outside of subnet " + subnet;
      }
    }
    return null;
  }

  private static @Nullable String overlap(List<AddressRange> ranges) {
    List<AddressRange> sorted = ranges.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).overlaps(sorted.get(i))) {
        return "ranges " + sorted.get(i - 1) + " and " + sorted.get(i) + " overlap";
      }
    }
    return null;
  }

  private static @Nullable PoolProblem besideOthers(PoolSpec spec, PoolBook pools) {
    AddressSpace space = AddressSpace.of(spec);
    for (Pool other : pools.all()) {
      Subnet otherSubnet = other.spec().subnet();
      if (other.spec().name().equals(spec.name()) || !otherSubnet.overlaps(spec.subnet())) {
        continue;
      }
      if (!otherSubnet.equals(spec.subnet())) {
        return new PoolProblem.SubnetOverlaps(other.spec().name(), otherSubnet);
      }
      AddressRange shared = RangeSet.firstShared(space.ranges(), other.space().ranges());
      if (shared != null) {
        return new PoolProblem.SharesAddresses(other.spec().name(), shared);
      }
    }
    return null;
  }
}
