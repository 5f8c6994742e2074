package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;

/**
 * An agent that could take a seat.
 *
 * @param node name of its Kubernetes node
 * @param zone the node's {@code topology.kubernetes.io/zone}; empty without one
 * @param memberAddress {@code host:port} of its first Hazelcast member; further members of the same
 *     agent use the ports after it
 * @param agentAddress {@code host:port} where it answers other agents
 */
public record Candidate(String node, String zone, String memberAddress, String agentAddress) {
  /** A seat of this agent: {@code index} 0 for its first member, up to the number of seats. */
  SeatRecord seat(int index, Standing standing) {
    HostPort first = HostPort.parse(memberAddress);
    String text = memberAddress.substring(0, memberAddress.lastIndexOf(':') + 1);
    return new SeatRecord(node, text + (first.port() + index), agentAddress, "", standing);
  }

  /** The same agent in a zone. */
  public Candidate in(String otherZone) {
    return new Candidate(node, otherZone, memberAddress, agentAddress);
  }
}
