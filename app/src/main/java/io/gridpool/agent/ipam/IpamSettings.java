package io.gridpool.agent.ipam;

/**
 * The switches of address management, with the peer's names.
 *
 * @param node name of the node this agent serves
 * @param enableKubevirtStaticIP whether a virtual machine keeps its addresses
 * @param multusClusterNetwork the cluster's default network as Multus is told it, empty when none
 * @param agentNamespace namespace of networks that are named without one
 * @param subnets what concerns pools that are made of SpiderSubnets
 * @param detection what the link is asked before a pod uses its addresses
 */
public record IpamSettings(
    String node,
    boolean enableIPv4,
    boolean enableIPv6,
    boolean enableStatefulSet,
    boolean enableKubevirtStaticIP,
    String multusClusterNetwork,
    String agentNamespace,
    Subnets subnets,
    AddResult.Detection detection) {
  /**
   * Pools of SpiderSubnets.
   *
   * @param enabled {@code enableSpiderSubnet}: whether pods may name subnets at all
   * @param autoPools {@code enableAutoPoolForApplication}: whether pools are made of them
   * @param flexibleNumber addresses beyond the replicas where an application does not say
   * @param poolWaitMs how long an ADD waits for the pool of its application, in milliseconds
   */
  public record Subnets(boolean enabled, boolean autoPools, int flexibleNumber, long poolWaitMs) {
    /** As Spiderpool's chart has it; its documents say one address more than replicas. */
    public static final Subnets DEFAULT = new Subnets(true, true, 1, 3_000);
  }

  /** Where the agent lives unless the settings say otherwise. */
  public static final String NAMESPACE_DEFAULT = "kube-system";

  /** The four first switches, the rest as by default. */
  public IpamSettings(
      String node, boolean enableIPv4, boolean enableIPv6, boolean enableStatefulSet) {
    this(
        node,
        enableIPv4,
        enableIPv6,
        enableStatefulSet,
        true,
        "",
        NAMESPACE_DEFAULT,
        Subnets.DEFAULT,
        AddResult.Detection.NONE);
  }

  /** The same, but for the pools of subnets. */
  public IpamSettings withSubnets(Subnets other) {
    return new IpamSettings(
        node,
        enableIPv4,
        enableIPv6,
        enableStatefulSet,
        enableKubevirtStaticIP,
        multusClusterNetwork,
        agentNamespace,
        other,
        detection);
  }

  /** The same, but for what the link is asked. */
  public IpamSettings withDetection(AddResult.Detection other) {
    return new IpamSettings(
        node,
        enableIPv4,
        enableIPv6,
        enableStatefulSet,
        enableKubevirtStaticIP,
        multusClusterNetwork,
        agentNamespace,
        subnets,
        other);
  }
}
