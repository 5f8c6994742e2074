package io.gridpool.agent.kube.multus;

import io.gridpool.agent.kube.crd.MultusParts;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.crd.SpiderMultusConfig.CniType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The things that several parts of a network have, each in its own way. */
final class NetworkParts {
  private NetworkParts() {}

  static CniType type(SpiderMultusConfig.@Nullable Spec spec) {
    return spec == null || spec.cniType() == null ? CniType.CUSTOM : spec.cniType();
  }

  /** Which pools its pods take from; null where it says nothing. */
  static MultusParts.@Nullable Pools pools(SpiderMultusConfig.Spec spec) {
    return switch (type(spec)) {
      case MACVLAN -> spec.macvlan() == null ? null : spec.macvlan().ippools();
      case IPVLAN -> spec.ipvlan() == null ? null : spec.ipvlan().ippools();
      case VLAN -> spec.vlan() == null ? null : spec.vlan().ippools();
      case SRIOV -> spec.sriov() == null ? null : spec.sriov().ippools();
      case IB_SRIOV -> spec.ibsriov() == null ? null : spec.ibsriov().ippools();
      case IPOIB -> spec.ipoib() == null ? null : spec.ipoib().ippools();
      case OVS -> spec.ovs() == null ? null : spec.ovs().ippools();
      case CUSTOM -> null;
    };
  }

  static boolean namesPools(SpiderMultusConfig.Spec spec) {
    MultusParts.Pools pools = pools(spec);
    return pools != null && (isSaid(pools.ipv4()) || isSaid(pools.ipv6()));
  }

  private static boolean isSaid(@Nullable List<String> names) {
    return names != null && !names.isEmpty();
  }

  /** The device that a pod of the network needs, by its extended resource; empty: none. */
  static String resource(SpiderMultusConfig.Spec spec) {
    return Objects.requireNonNullElse(
        switch (type(spec)) {
          case MACVLAN -> spec.macvlan() == null ? null : spec.macvlan().rdmaResourceName();
          case IPVLAN -> spec.ipvlan() == null ? null : spec.ipvlan().rdmaResourceName();
          case VLAN -> spec.vlan() == null ? null : spec.vlan().rdmaResourceName();
          case SRIOV -> spec.sriov() == null ? null : spec.sriov().resourceName();
          case IB_SRIOV -> spec.ibsriov() == null ? null : spec.ibsriov().resourceName();
          case IPOIB, OVS, CUSTOM -> null;
        },
        "");
  }

  /** The interface below the pods', by which the networks of a group are ordered. */
  static String master(SpiderMultusConfig.Spec spec) {
    return switch (type(spec)) {
      case MACVLAN -> spec.macvlan() == null ? "" : first(spec.macvlan());
      case IPVLAN -> spec.ipvlan() == null ? "" : first(spec.ipvlan());
      case VLAN -> spec.vlan() == null ? "" : first(spec.vlan().master(), spec.vlan().bond());
      case IPOIB ->
          spec.ipoib() == null ? "" : Objects.requireNonNullElse(spec.ipoib().master(), "");
      case SRIOV, IB_SRIOV, OVS, CUSTOM -> "";
    };
  }

  private static String first(MultusParts.Linked part) {
    return first(part.master(), part.bond());
  }

  private static String first(List<String> masters, MultusParts.@Nullable Bond bond) {
    if (masters.size() > 1 && bond != null) {
      return bond.name();
    }
    return masters.isEmpty() ? "" : masters.getFirst();
  }
}
