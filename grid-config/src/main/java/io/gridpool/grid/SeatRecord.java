package io.gridpool.grid;

/**
 * One seat of a term, as the cluster object records it.
 *
 * @param node name of the Kubernetes node
 * @param memberAddress {@code host:port} of the Hazelcast member, an IP address
 * @param agentAddress {@code host:port} of the agent's gRPC server for other agents
 * @param seatId uuid of the CP member; empty until the term has formed
 */
public record SeatRecord(String node, String memberAddress, String agentAddress, String seatId) {}
