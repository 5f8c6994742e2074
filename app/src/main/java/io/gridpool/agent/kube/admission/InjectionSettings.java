package io.gridpool.agent.kube.admission;

import java.util.List;

/**
 * Whether pods get the networks of the group that they or their namespace name (reference §7.8).
 *
 * @param excluded namespaces whose pods are left alone
 * @param included empty: all others
 */
public record InjectionSettings(boolean enabled, List<String> excluded, List<String> included) {
  /** What a cluster gets unless its owner says otherwise; the namespaces are the peer's. */
  public static final InjectionSettings OFF =
      new InjectionSettings(
          false, List.of("kube-system", "spiderpool", "metallb-system", "istio-system"), List.of());

  public InjectionSettings {
    excluded = List.copyOf(excluded);
    included = List.copyOf(included);
  }

  /** Whether pods of a namespace may get anything. */
  boolean concerns(String namespace) {
    return enabled
        && !excluded.contains(namespace)
        && (included.isEmpty() || included.contains(namespace));
  }
}
