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
  /**
   * How a seat stands: whether it votes in the consensus group, and whether what it held is gone.
   * Every change that touches the group is written here before it is made and taken back only when
   * it is certain how it ended, so the record never claims to know more than it does.
   */
  public enum Standing {
    /** Chosen, not yet a voter: its agent is to start a member and take the seat. */
    CALLED,
    /** It is being promoted: it may be a voter already. */
    TAKING,
    /** A voter that takes part and has caught up. */
    SEATED,
    /** A voter about to leave in order, or gone from the group already. */
    LEAVING,
    /** A voter whose process was started anew: what it held is gone, its vote is lost. */
    LOST,
    /** Being removed from the group by the steward: it may be a voter still. */
    REMOVING,
    /** What it held is gone, and it may have been removed from the group already. */
    VACANT;

    /** Whether the seat may be a voter of the group whose vote still counts. */
    boolean mayVote() {
      return switch (this) {
        case TAKING, SEATED, LEAVING, REMOVING -> true;
        case CALLED, LOST, VACANT -> false;
      };
    }

    /** Whether the seat is certainly a member of the group, dead or alive. */
    boolean isMember() {
      return switch (this) {
        case SEATED, LOST -> true;
        case CALLED, TAKING, LEAVING, REMOVING, VACANT -> false;
      };
    }

    /** The same seat once its process says that it holds nothing (any more). */
    Standing forgotten() {
      return switch (this) {
        case CALLED -> CALLED;
        case SEATED, LOST -> LOST;
        case TAKING, LEAVING, REMOVING, VACANT -> VACANT;
      };
    }
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

  /** The same place under another member's id, or none yet. */
  SeatRecord as(Standing now, String id) {
    return new SeatRecord(node, memberAddress, agentAddress, id, now);
  }

  /** The same place, not taken yet. */
  SeatRecord unseated() {
    return new SeatRecord(node, memberAddress, agentAddress, "");
  }
}
