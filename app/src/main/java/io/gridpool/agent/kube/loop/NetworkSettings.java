package io.gridpool.agent.kube.loop;

import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.nio.file.Path;
import java.util.Set;

/**
 * How networks and the coordinator are looked after.
 *
 * @param multusConfigs whether SpiderMultusConfigs get their NetworkAttachmentDefinitions
 * @param ipamType what the section {@code ipam} of these says, {@code gridpool} or the peer's
 * @param paths where these tell the plugins to find this agent
 * @param coordinator name of the one SpiderCoordinator that counts
 * @param cniFolder where this node's CNI configurations lie
 * @param ciliumConfig the ConfigMap of Cilium
 * @param lookEveryMs time between two looks at the cluster's own networks, and for Multus' kind
 */
public record NetworkSettings(
    boolean multusConfigs,
    String ipamType,
    PluginPaths paths,
    String coordinator,
    Path cniFolder,
    ConfName ciliumConfig,
    long lookEveryMs) {
  /**
   * Where plugins find the agent of their node, where that is not the place they know themselves.
   *
   * @param socket the agent's Unix socket; empty: the plugins' own default
   * @param queue folder of releases that wait; empty: the plugins' own default
   */
  public record PluginPaths(String socket, String queue) {
    /** The plugins' own defaults. */
    public static final PluginPaths STANDARD = new PluginPaths("", "");
  }

  /** What the section {@code ipam} may say: both are names of the same binary. */
  public static final Set<String> IPAM_TYPES = Set.of("gridpool", "spiderpool");

  /** What a cluster gets unless its owner says otherwise. */
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(
          true,
          "gridpool",
          PluginPaths.STANDARD,
          "default",
          Path.of("/etc/cni/net.d"),
          new ConfName("kube-system", "cilium-config"),
          10_000);

  public NetworkSettings {
    if (!IPAM_TYPES.contains(ipamType)) {
      throw new IllegalArgumentException(
          "ipamType is " + ipamType + ", allowed are gridpool and spiderpool");
    }
    if (lookEveryMs <= 0) {
      throw new IllegalArgumentException(
          "lookEveryMs is " + lookEveryMs + ", allowed is 1 or more");
    }
  }
}
