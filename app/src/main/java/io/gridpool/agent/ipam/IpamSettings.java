package io.gridpool.agent.ipam;

/**
 * The switches of address management, with the peer's names.
 *
 * @param node name of the node this agent serves
 * @param enableKubevirtStaticIP whether a virtual machine keeps its addresses
 * @param multusClusterNetwork the cluster's default network as Multus is told it, empty when none
 * @param agentNamespace namespace of networks that are named without one
 */
public record IpamSettings(
    String node,
    boolean enableIPv4,
    boolean enableIPv6,
    boolean enableStatefulSet,
    boolean enableKubevirtStaticIP,
    String multusClusterNetwork,
    String agentNamespace) {
  /** Where the agent lives unless the settings say otherwise. */
  public static final String NAMESPACE_DEFAULT = "kube-system";

  /** The four first switches, the rest as by default. */
  public IpamSettings(
      String node, boolean enableIPv4, boolean enableIPv6, boolean enableStatefulSet) {
    this(node, enableIPv4, enableIPv6, enableStatefulSet, true, "", NAMESPACE_DEFAULT);
  }
}
