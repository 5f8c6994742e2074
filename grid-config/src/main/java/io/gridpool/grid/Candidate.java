package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.codec.LedgerCodec;

/**
 * An agent that could take a seat.
 *
 * @param node name of its Kubernetes node
 * @param zone the node's {@code topology.kubernetes.io/zone}; empty without one
 * @param memberAddress {@code host:port} of its first Hazelcast member; further members of the same
 *     agent use the ports after it
 * @param agentAddress {@code host:port} where it answers other agents
 * @param reads the newest level of the ledger's forms that its program reads
 */
public record Candidate(
    String node, String zone, String memberAddress, String agentAddress, int reads) {
  /** An agent of this very program. */
  public Candidate(String node, String zone, String memberAddress, String agentAddress) {
    this(node, zone, memberAddress, agentAddress, LedgerCodec.LEVEL_NEWEST);
  }

  /** A seat of this agent: {@code index} 0 for its first member, up to the number of seats. */
  SeatRecord seat(int index, Standing standing) {
    HostPort first = HostPort.parse(memberAddress);
    String text = memberAddress.substring(0, memberAddress.lastIndexOf(':') + 1);
    return new SeatRecord(node, text + (first.port() + index), agentAddress, "", standing);
  }

  /** The same agent up to another level. */
  public Candidate reading(int level) {
    return new Candidate(node, zone, memberAddress, agentAddress, level);
  }

  /** The same agent in a zone. */
  public Candidate in(String otherZone) {
    return new Candidate(node, otherZone, memberAddress, agentAddress, reads);
  }
}
