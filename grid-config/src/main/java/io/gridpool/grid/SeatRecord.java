package io.gridpool.grid;

/**
 * One seat of a term, as the cluster object records it.
 *
 * @param node name of the Kubernetes node
 * @param memberAddress {@code host:port} of the Hazelcast member, an IP address
 * @param agentAddress {@code host:port} of the agent's gRPC server for other agents
 * @param seatId uuid of the CP member; empty until it has taken its seat in the term
 */
public record SeatRecord(
    String node, String memberAddress, String agentAddress, String seatId, Standing standing) {
  /** What the process at a seat's address has said about itself. */
  public enum Standing {
    /** It takes part in the term. */
    SEATED,
    /** It is about to leave in order; nobody else may leave meanwhile. */
    LEAVING,
    /**
     * It was started anew, holds nothing of the term's ledger, and takes no part before it has
     * withdrawn this.
     */
    LOST
  }

  /** A seat that takes part. */
  public SeatRecord(String node, String memberAddress, String agentAddress, String seatId) {
    this(node, memberAddress, agentAddress, seatId, Standing.SEATED);
  }

  /** Whether it takes part, under a known id. */
  boolean isSeated() {
    return standing == Standing.SEATED && !seatId.isEmpty();
  }

  /** The same seat under the id of another member. */
  SeatRecord withId(String id) {
    return new SeatRecord(node, memberAddress, agentAddress, id, standing);
  }

  /** The same seat after its process said something else. */
  SeatRecord with(Standing said) {
    return new SeatRecord(node, memberAddress, agentAddress, seatId, said);
  }

  /** The same place, not taken yet. */
  SeatRecord unseated() {
    return new SeatRecord(node, memberAddress, agentAddress, "");
  }
}
