package io.gridpool.agent.ipam;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order of pools that nobody wrote down: those made for fewer pods first, then by name.
 *
 * <p>Source: reference §5.5; by name, so that the same pods try the same pools in the same order.
 */
final class PoolOrder {
  private static final List<Predicate<PoolDetail>> RESTRICTIONS =
      List.of(
          detail -> detail.podAffinity() != null,
          detail -> !detail.nodeName().isEmpty(),
          detail -> detail.nodeAffinity() != null,
          detail -> !detail.namespaceName().isEmpty(),
          detail -> detail.namespaceAffinity() != null,
          detail -> !detail.multusName().isEmpty());

  static final Comparator<PoolView> MORE_SPECIFIC_FIRST = PoolOrder::compareRestrictions;

  private PoolOrder() {}

  private static int compareRestrictions(PoolView one, PoolView other) {
    for (Predicate<PoolDetail> restricted : RESTRICTIONS) {
      int order = Boolean.compare(restricted.test(other.detail()), restricted.test(one.detail()));
      if (order != 0) {
        return order;
      }
    }
    return one.name().compareTo(other.name());
  }
}
