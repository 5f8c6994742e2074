package io.gridpool.agent.ipam;

/**
 * The switches of address management, with the peer's names.
 *
 * @param node name of the node this agent serves
 */
public record IpamSettings(
    String node, boolean enableIPv4, boolean enableIPv6, boolean enableStatefulSet) {}
