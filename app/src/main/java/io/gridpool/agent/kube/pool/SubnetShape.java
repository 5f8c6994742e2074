package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.model.AddressRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status of a subnet in Spiderpool's shape, with our condition beside it. */
final class SubnetShape {
  private SubnetShape() {}

  /**
   * The status by its pools.
   *
   * @param pools those that the subnet owns
   */
  static SpiderSubnet.Status status(
      SpiderSubnet subnet, Collection<SpiderIPPool> pools, PoolVerdict verdict, Instant now) {
    Map<String, List<AddressRange>> rangesByPool = new TreeMap<>();
    pools.forEach(
        pool -> rangesByPool.put(pool.getMetadata().getName(), SubnetRule.effective(pool)));
    SpiderSubnet.Status before = subnet.getStatus();
    return new SpiderSubnet.Status(
        controlled(rangesByPool),
        size(SubnetRule.effective(subnet)),
        size(rangesByPool.values().stream().flatMap(List::stream).toList()),
        PoolStatusShape.conditions(
            before == null ? null : before.conditions(),
            List.of(
                PoolStatusShape.condition(
                    PoolStatusShape.ACCEPTED,
                    verdict.accepted(),
                    verdict.reason(),
                    verdict.message())),
            now));
  }

  /** Whether the last word about the subnet was yes ({@code accepted}) or no. */
  static boolean said(SpiderSubnet subnet, boolean accepted) {
    var status = subnet.getStatus();
    return status != null
        && Objects.requireNonNullElse(
                status.conditions(), List.<io.fabric8.kubernetes.api.model.Condition>of())
            .stream()
            .anyMatch(condition ->
                PoolStatusShape.ACCEPTED.equals(condition.getType())
                    && (accepted ? "True" : "False").equals(condition.getStatus()));
  }

  /** Pool names and ranges hold no character that JSON would have to escape. */
  private static @Nullable String controlled(Map<String, List<AddressRange>> rangesByPool) {
    if (rangesByPool.isEmpty()) {
      return null;
    }
    return rangesByPool.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":{\"ips\":[" + quoted(entry.getValue()) + "]}")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(List<AddressRange> ranges) {
    return ranges.stream().map(range -> "\"" + range + "\"").collect(Collectors.joining(","));
  }

  /** How many addresses, saturating. */
  private static long size(List<AddressRange> ranges) {
    long sum = 0;
    for (AddressRange range : ranges) {
      sum += range.size();
      if (sum < 0) {
        return Long.MAX_VALUE;
      }
    }
    return sum;
  }
}
