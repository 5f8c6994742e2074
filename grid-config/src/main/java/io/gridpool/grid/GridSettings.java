package io.gridpool.grid;

import io.gridpool.grid.raft.Halt;
import io.gridpool.ledger.codec.LedgerCodec;
import java.util.Optional;

/**
 * What every seat of a grid is started with.
 *
 * <p>Errors: throws {@link IllegalArgumentException} with one sentence when {@code cpMemberCount}
 * is out of range.
 *
 * @param clusterName base of the Hazelcast cluster name; the term number is appended
 * @param cpMemberCount seats of a grid, {@link #CP_MEMBER_COUNT_MIN} or more
 * @param keys of the handshake between seats
 * @param halt ends the process when a replica breaks
 * @param reads the newest level of the ledger's forms that this agent takes part in
 * @param door for Management Center; empty: no client protocol is spoken
 */
public record GridSettings(
    String clusterName,
    int cpMemberCount,
    HandshakeKeys keys,
    MemberTuning tuning,
    Halt halt,
    int reads,
    Optional<ClientDoor> door) {
  /** The fewest seats with which a grid survives the loss of one. */
  public static final int CP_MEMBER_COUNT_MIN = 3;

  /** The most seats: more only make each commit slower. */
  public static final int CP_MEMBER_COUNT_MAX = 7;

  public GridSettings {
    if (cpMemberCount < CP_MEMBER_COUNT_MIN || cpMemberCount > CP_MEMBER_COUNT_MAX) {
      throw new IllegalArgumentException(
          "cp-member-count is "
              + cpMemberCount
              + ", it must be "
              + CP_MEMBER_COUNT_MIN
              + " to "
              + CP_MEMBER_COUNT_MAX
              + ": with 0 Hazelcast runs its unsafe mode, which loses addresses without an error");
    }
  }

  /** The same of an agent that takes part in every level its program reads, without a door. */
  public GridSettings(
      String clusterName, int cpMemberCount, HandshakeKeys keys, MemberTuning tuning, Halt halt) {
    this(
        clusterName, cpMemberCount, keys, tuning, halt, LedgerCodec.LEVEL_NEWEST, Optional.empty());
  }

  /** Settings of a cluster: three seats, measured timings, a broken replica ends the process. */
  public static GridSettings standard(String clusterName, HandshakeKeys keys) {
    return new GridSettings(
        clusterName, CP_MEMBER_COUNT_MIN, keys, MemberTuning.DEFAULT, Halt.process());
  }

  /** The same with another number of seats. */
  public GridSettings withMembers(int count) {
    return new GridSettings(clusterName, count, keys, tuning, halt, reads, door);
  }

  /** The same up to another level. */
  public GridSettings reading(int level) {
    return new GridSettings(clusterName, cpMemberCount, keys, tuning, halt, level, door);
  }

  /** The same with a door for Management Center, or none. */
  public GridSettings withDoor(Optional<ClientDoor> other) {
    return new GridSettings(clusterName, cpMemberCount, keys, tuning, halt, reads, other);
  }

  /** The name under which the members of a term meet; members of other terms are refused by it. */
  String clusterName(long term) {
    return clusterName + "-" + term;
  }
}
