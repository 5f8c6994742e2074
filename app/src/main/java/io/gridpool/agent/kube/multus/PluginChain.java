package io.gridpool.agent.kube.multus;

import io.gridpool.agent.kube.crd.CoordinatorOverride;
import io.gridpool.agent.kube.crd.MultusParts;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of a network in their order: ifacer, main, rdma, chained, coordinator, tuning.
 *
 * <p>Source: reference §7.6. Errors: {@link IllegalArgumentException} for a spec that the schema
 * refuses today, and an older one took.
 */
final class PluginChain {
  private static final String SOCKET = "ipam_unix_socket_path";

  private final SpiderMultusConfig.Spec spec;
  private final NetworkSettings settings;

  /** The plugins of one network. */
  PluginChain(SpiderMultusConfig.Spec spec, NetworkSettings settings) {
    this.spec = spec;
    this.settings = settings;
  }

  /** The main plugin; null where the user writes the whole configuration. */
  @Nullable MainPlugin main() {
    SpiderMultusConfig.CniType type = spec.cniType();
    return switch (type == null ? SpiderMultusConfig.CniType.CUSTOM : type) {
      case MACVLAN -> MainPlugin.macvlan(part(spec.macvlan(), "macvlan"));
      case IPVLAN -> MainPlugin.ipvlan(part(spec.ipvlan(), "ipvlan"));
      case VLAN -> MainPlugin.vlan(part(spec.vlan(), "vlan"));
      case SRIOV -> MainPlugin.sriov(part(spec.sriov(), "sriov"));
      case IB_SRIOV -> MainPlugin.ibSriov(part(spec.ibsriov(), "ibsriov"));
      case IPOIB -> MainPlugin.ipoib(part(spec.ipoib(), "ipoib"));
      case OVS -> MainPlugin.ovs(part(spec.ovs(), "ovs"));
      case CUSTOM -> null;
    };
  }

  private static <T> T part(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalArgumentException("cniType is " + name + ", and its part is not set");
    }
    return part;
  }

  /** All plugins, the main one included. */
  List<Object> plugins(MainPlugin main) {
    List<Object> all = new ArrayList<>();
    main.ifacer().ifPresent(all::add);
    if (!Boolean.TRUE.equals(spec.disableIPAM())) {
      main.keys().put("ipam", ipam());
    }
    all.add(main.keys());
    if (main.rdma()) {
      all.add(PluginJson.plugin("rdma"));
    }
    if (spec.chainCNIJsonData() != null) {
      spec.chainCNIJsonData().forEach(text -> all.add(PluginJson.chained(text)));
    }
    if (!Boolean.FALSE.equals(spec.enableCoordinator())) {
      all.add(coordinator(spec.coordinator()));
    }
    if (main.tunedMtu() > 0) {
      Map<String, Object> tuning = PluginJson.plugin("tuning");
      tuning.put("mtu", main.tunedMtu());
      all.add(tuning);
    }
    return all;
  }

  private Map<String, Object> ipam() {
    Map<String, Object> keys = PluginJson.plugin(settings.ipamType());
    PluginJson.put(keys, SOCKET, said(settings.paths().socket()));
    PluginJson.put(keys, "del_queue_dir", said(settings.paths().queue()));
    MultusParts.Pools pools = NetworkParts.pools(spec);
    if (pools != null) {
      putPools(keys, "default_ipv4_ippool", pools.ipv4());
      putPools(keys, "default_ipv6_ippool", pools.ipv6());
      if (Boolean.TRUE.equals(pools.matchMasterSubnet()) && spec.sriov() != null) {
        keys.put("match_master_subnet", true);
      }
    }
    return keys;
  }

  private static void putPools(Map<String, Object> keys, String key, @Nullable List<String> names) {
    if (names != null && !names.isEmpty()) {
      keys.put(key, names);
    }
  }

  /** Only what the network says; the rest is the cluster's, whatever podCIDRType is. */
  private Map<String, Object> coordinator(@Nullable CoordinatorOverride said) {
    Map<String, Object> keys = PluginJson.plugin("coordinator");
    PluginJson.put(keys, SOCKET, said(settings.paths().socket()));
    if (said == null) {
      return keys;
    }
    PluginJson.put(keys, "mode", said.mode() == null ? null : PluginJson.word(said.mode()));
    PluginJson.put(keys, "tunePodRoutes", said.tunePodRoutes());
    PluginJson.put(keys, "podRPFilter", said.podRPFilter());
    PluginJson.put(keys, "txQueueLen", said.txQueueLen());
    PluginJson.put(keys, "hostRuleTable", said.hostRuleTable());
    PluginJson.put(keys, "vethMTU", said.vethMTU());
    PluginJson.put(keys, "vethLinkAddress", said(said.vethLinkAddress()));
    PluginJson.put(keys, "podMACPrefix", said(said.podMACPrefix()));
    PluginJson.put(keys, "podDefaultRouteNic", said(said.podDefaultRouteNIC()));
    PluginJson.put(keys, "hijackCIDR", some(said.hijackCIDR()));
    PluginJson.put(keys, "policyRoutes", some(said.policyRoutes()));
    return keys;
  }

  private static @Nullable String said(@Nullable String text) {
    return Objects.requireNonNullElse(text, "").isEmpty() ? null : text;
  }

  private static @Nullable List<?> some(@Nullable List<?> list) {
    return list == null || list.isEmpty() ? null : list;
  }
}
