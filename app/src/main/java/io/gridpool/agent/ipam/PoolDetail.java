package io.gridpool.agent.ipam;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a SpiderIPPool's spec says beyond its addresses; the ledger carries it without looking
 * inside.
 *
 * @param gateway null where the pool has none
 * @param isDefault whether pods without a choice of their own use it
 * @param multusName networks whose NICs alone may use it; empty: all
 */
public record PoolDetail(
    @Nullable String gateway,
    List<Route> routes,
    boolean isDefault,
    List<String> nodeName,
    @Nullable LabelSelector nodeAffinity,
    List<String> namespaceName,
    @Nullable LabelSelector namespaceAffinity,
    @Nullable LabelSelector podAffinity,
    List<String> multusName) {
  public PoolDetail {
    routes = List.copyOf(routes);
    nodeName = List.copyOf(nodeName);
    namespaceName = List.copyOf(namespaceName);
    multusName = List.copyOf(multusName);
  }

  /** A label selector as Kubernetes defines it: every requirement must hold. */
  public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
    public LabelSelector {
      matchLabels = Map.copyOf(matchLabels);
      matchExpressions = List.copyOf(matchExpressions);
    }

    /** Whether these labels satisfy every requirement. */
    public boolean matches(Map<String, String> labels) {
      return labels.entrySet().containsAll(matchLabels.entrySet())
          && matchExpressions.stream().allMatch(requirement -> requirement.holds(labels));
    }
  }

  /** One expression of a selector; an operator that is not known never holds. */
  public record Requirement(String key, String operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }

    boolean holds(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case "In" -> value != null && values.contains(value);
        case "NotIn" -> value == null || !values.contains(value);
        case "Exists" -> value != null;
        case "DoesNotExist" -> value == null;
        default -> false;
      };
    }
  }
}
