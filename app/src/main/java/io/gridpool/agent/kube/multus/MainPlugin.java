package io.gridpool.agent.kube.multus;

import io.gridpool.agent.kube.crd.MultusParts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The main plugin of a network, and what it needs before and behind it.
 *
 * @param keys of its configuration
 * @param ifacer makes its master first
 * @param rdma whether the RDMA plugin follows
 * @param tunedMtu of the pod's interface, set behind all others; 0: not at all
 * @param resource of a device plugin, that pods need; empty: none
 */
record MainPlugin(
    Map<String, Object> keys,
    Optional<Map<String, Object>> ifacer,
    boolean rdma,
    int tunedMtu,
    String resource) {

  private static MainPlugin plain(Map<String, Object> keys) {
    return new MainPlugin(keys, Optional.empty(), false, 0, "");
  }

  static MainPlugin macvlan(MultusParts.Linked part) {
    Map<String, Object> keys = PluginJson.plugin("macvlan");
    keys.put("mode", "bridge");
    return linked(keys, part);
  }

  static MainPlugin ipvlan(MultusParts.Linked part) {
    return linked(PluginJson.plugin("ipvlan"), part);
  }

  private static MainPlugin linked(Map<String, Object> keys, MultusParts.Linked part) {
    int vlanId = Objects.requireNonNullElse(part.vlanID(), 0);
    String master = master(part.master(), part.bond());
    keys.put("master", vlanId == 0 ? master : master + "." + vlanId);
    PluginJson.put(keys, "mtu", part.mtu());
    boolean made = vlanId != 0 || part.master().size() > 1;
    return new MainPlugin(
        keys,
        made ? Optional.of(ifacer(part.master(), vlanId, part.bond())) : Optional.empty(),
        false,
        0,
        "");
  }

  static MainPlugin vlan(MultusParts.Vlan part) {
    boolean found = part.vlanMode() == MultusParts.VlanMode.AUTO;
    Map<String, Object> keys = PluginJson.plugin("vlan");
    keys.put("master", master(part.master(), part.bond()));
    keys.put("vlanMode", found ? "auto" : "manual");
    if (!found) {
      PluginJson.put(keys, "vlanId", part.vlanID());
    }
    PluginJson.put(keys, "mtu", part.mtu());
    boolean made = part.master().size() > 1;
    return new MainPlugin(
        keys,
        made ? Optional.of(ifacer(part.master(), 0, part.bond())) : Optional.empty(),
        false,
        0,
        "");
  }

  /** The size of the frame is this part's own; the peer reads another part's (§7.6). */
  static MainPlugin sriov(MultusParts.Sriov part) {
    Map<String, Object> keys = PluginJson.plugin("sriov");
    PluginJson.put(keys, "vlan", part.vlanID());
    PluginJson.put(keys, "min_tx_rate", part.minTxRateMbps());
    PluginJson.put(keys, "max_tx_rate", part.maxTxRateMbps());
    return new MainPlugin(
        keys,
        Optional.empty(),
        Boolean.TRUE.equals(part.rdmaIsolation()),
        Objects.requireNonNullElse(part.mtu(), 0),
        Objects.requireNonNullElse(part.resourceName(), ""));
  }

  static MainPlugin ibSriov(MultusParts.IbSriov part) {
    Map<String, Object> keys = PluginJson.plugin("ib-sriov");
    PluginJson.put(keys, "pkey", part.pkey());
    keys.put(
        "link_state",
        PluginJson.word(
            Objects.requireNonNullElse(part.linkState(), MultusParts.LinkState.ENABLE)));
    keys.put("rdmaIsolation", !Boolean.FALSE.equals(part.rdmaIsolation()));
    keys.put("ibKubernetesEnabled", Boolean.TRUE.equals(part.enableIbKubernetes()));
    return new MainPlugin(
        keys, Optional.empty(), false, 0, Objects.requireNonNullElse(part.resourceName(), ""));
  }

  static MainPlugin ipoib(MultusParts.Ipoib part) {
    Map<String, Object> keys = PluginJson.plugin("ipoib");
    PluginJson.put(keys, "master", part.master());
    return plain(keys);
  }

  static MainPlugin ovs(MultusParts.Ovs part) {
    Map<String, Object> keys = PluginJson.plugin("ovs");
    keys.put("bridge", part.bridge());
    PluginJson.put(keys, "vlan", part.vlan());
    PluginJson.put(keys, "deviceID", part.deviceID());
    if (part.trunk() != null && !part.trunk().isEmpty()) {
      keys.put("trunk", part.trunk());
    }
    boolean device = part.deviceID() != null && !part.deviceID().isEmpty();
    return new MainPlugin(
        keys,
        Optional.empty(),
        false,
        0,
        device ? "ovs-cni.network.kubevirt.io/" + part.bridge() : "");
  }

  private static String master(List<String> masters, MultusParts.@Nullable Bond bond) {
    if (masters.size() == 1) {
      return masters.getFirst();
    }
    if (masters.isEmpty() || bond == null) {
      throw new IllegalArgumentException("two or more masters need a bond with a name");
    }
    return bond.name();
  }

  private static Map<String, Object> ifacer(
      List<String> masters, int vlanId, MultusParts.@Nullable Bond bond) {
    Map<String, Object> keys = PluginJson.plugin("ifacer");
    keys.put("interfaces", masters);
    if (vlanId != 0) {
      keys.put("vlanID", vlanId);
    }
    if (masters.size() > 1 && bond != null) {
      keys.put("bond", bond);
    }
    return keys;
  }
}
