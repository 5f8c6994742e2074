package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.CrdNames;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a subnet in Spiderpool's shape, with our condition beside it. */
public final class SubnetShape {
  private SubnetShape() {}

  /**
   * The status by its pools.
   *
   * @param pools those that the subnet owns
   */
  static SpiderSubnet.Status status(
      SpiderSubnet subnet, Collection<SpiderIPPool> pools, PoolVerdict verdict, Instant now) {
    Map<String, List<AddressRange>> rangesByPool = new TreeMap<>();
    Map<String, String> applications = new TreeMap<>();
    pools.forEach(pool -> {
      String name = pool.getMetadata().getName();
      rangesByPool.put(name, SubnetRule.effective(pool));
      applications.put(name, application(pool));
    });
    SpiderSubnet.Status before = subnet.getStatus();
    return new SpiderSubnet.Status(
        controlled(rangesByPool, applications),
        size(SubnetRule.effective(subnet)),
        size(rangesByPool.values().stream().flatMap(List::stream).toList()),
        PoolStatusShape.conditions(
            before == null ? null : before.conditions(),
            List.of(PoolStatusShape.accepted(verdict, subnet.getMetadata().getGeneration())),
            now));
  }

  /** Whether the last word about the subnet was yes ({@code accepted}) or no. */
  public static boolean said(SpiderSubnet subnet, boolean accepted) {
    var status = subnet.getStatus();
    return status != null
        && Objects.requireNonNullElse(
                status.conditions(), List.<io.fabric8.kubernetes.api.model.Condition>of())
            .stream()
            .anyMatch(condition ->
                PoolStatusShape.ACCEPTED.equals(condition.getType())
                    && (accepted ? "True" : "False").equals(condition.getStatus()));
  }

  /** Names and ranges hold no character that JSON would have to escape. */
  private static @Nullable String controlled(
      Map<String, List<AddressRange>> rangesByPool, Map<String, String> applications) {
    if (rangesByPool.isEmpty()) {
      return null;
    }
    return rangesByPool.entrySet().stream()
        .map(entry ->
            "\""
                + entry.getKey()
                + "\":{\"ips\":["
                + quoted(entry.getValue())
                + "]"
                + applications.getOrDefault(entry.getKey(), "")
                + "}")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The application that a pool was made for, as Spiderpool names it; nothing for other pools. */
  private static String application(SpiderIPPool pool) {
    var selector = pool.getSpec().podAffinity();
    Map<String, String> app =
        selector == null || !Defaults.labelsOf(pool).containsKey(CrdNames.LABEL_APP_NAME)
            ? Map.of()
            : Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
    String name =
        Stream.of("api-group", "api-version", "kind", "namespace", "name")
            .map(key -> app.getOrDefault(CrdNames.AFFINITY_APP + key, ""))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("_"));
    return name.isEmpty() ? "" : ",\"application\":\"" + name + "\"";
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
