package io.gridpool.fault;

import org.jspecify.annotations.Nullable;

/**
 * A write whose loss could matter: on disk, to the consensus group, to the API server, or an
 * answer. A test ends the process right before or right after any of them.
 *
 * <p>Without a trap (always, but in processes of tests) reaching a point is one comparison of a
 * constant. The source rule {@code FaultPointRuleTest} refuses a write without a point, and the
 * crash runs take their cases from this list.
 */
public enum FaultPoint {
  /** An agent sends what an ADD wants to the ledger. */
  ADD_COMMIT(Way.ADD),
  /** The leading seat hands an entry to the consensus group, and learns its fate. */
  SEAT_COMMIT(Way.ADD_AT_LEADER),
  /** The leading seat answers another agent. */
  SEAT_ANSWER(Way.ADD_AT_LEADER),
  /** A lease is written into the journal. */
  JOURNAL_WRITE(Way.ADD),
  /** The journal is forced to disk. */
  JOURNAL_FORCE(Way.ADD),
  /** The CNI binary gets the answer to an ADD. */
  ADD_ANSWER(Way.ADD),
  /** An agent sends a release to the ledger. */
  DEL_COMMIT(Way.DEL),
  /** The CNI binary gets the answer to a DEL. */
  DEL_ANSWER(Way.DEL),
  /** The lease of a pod that is gone without a DEL is reclaimed. */
  RECLAIM_COMMIT(Way.RECLAIM),
  /** A pool is brought into the ledger. */
  POOL_COMMIT(Way.POOL),
  /** A release that the ledger cannot take is written aside. */
  QUEUE_WRITE(Way.QUEUED_DEL),
  /** A release that was written aside gets its name. */
  QUEUE_MOVE(Way.QUEUED_DEL),
  /** The folder of queued releases is forced to disk. */
  QUEUE_SYNC(Way.QUEUED_DEL),
  /** A queued release that was done is deleted. */
  QUEUE_DONE(Way.QUEUED_DEL),
  /** A torn tail is cut off the journal. */
  JOURNAL_CUT(Way.START),
  /** The folder of the journal is forced to disk. */
  JOURNAL_SYNC(Way.START),
  /** What is still true of the journal is written aside. */
  COMPACT_WRITE(Way.COMPACTION),
  /** The shorter journal takes the place of the longer one. */
  COMPACT_MOVE(Way.COMPACTION),
  /** The list of seats is written to disk. */
  SEAT_LIST_WRITE(Way.START),
  /** The list of seats takes the place of the one before. */
  SEAT_LIST_MOVE(Way.START),
  /** An object is created for a lease. */
  ENDPOINT_CREATE(Way.MIRROR),
  /** The object of a lease that ended is deleted. */
  ENDPOINT_DELETE(Way.UNMIRROR),
  /** An object of ours is patched. */
  OBJECT_PATCH(Way.UNMIRROR),
  /** The status of an object is patched. */
  STATUS_PATCH(Way.MIRROR_AT_LEADER),
  /** The cluster object of the grid is created. */
  GRID_CREATE(Way.FORMATION),
  /** The cluster object of the grid is written. */
  GRID_WRITE(Way.FORMATION),
  /** Term 1 is proposed. */
  RECORD_PROPOSED(Way.FORMATION),
  /** The first entry of a term goes to its consensus group. */
  TERM_OPEN(Way.FORMATION),
  /** A term is recorded as formed. */
  RECORD_FORMED(Way.FORMATION),
  /** A process says in the record what it knows of the term. */
  RECORD_SAID(Way.RETURN),
  /** The seat of the process before this one is taken away. */
  SEAT_REMOVE(Way.RETURN),
  /** A member takes its seat. */
  SEAT_PROMOTE(Way.RETURN),
  /** The id of a new seat is recorded. */
  RECORD_SEATED(Way.RETURN),
  /** The steward writes the next step of the seats into the record. */
  STEWARD_WRITE(Way.REPLACEMENT),
  /** The steward removes a seat from the group. */
  STEWARD_REMOVE(Way.REPLACEMENT),
  /** The next term is begun in the record. */
  RECORD_NEXT_TERM(Way.NEXT_TERM),
  /** What is known of an earlier term is offered to the ledger. */
  ADOPT_COMMIT(Way.NEXT_TERM),
  /** The leading node is marked in the cluster object. */
  LEADER_MARK(Way.NEXT_LEADER);

  /** What has to happen for a point to be reached, and on which agent. */
  public enum Way {
    ADD,
    ADD_AT_LEADER,
    DEL,
    QUEUED_DEL,
    RECLAIM,
    POOL,
    START,
    COMPACTION,
    MIRROR,
    MIRROR_AT_LEADER,
    UNMIRROR,
    FORMATION,
    RETURN,
    REPLACEMENT,
    NEXT_LEADER,
    NEXT_TERM
  }

  /** Where a process ends: right before the write, or right after it. */
  public enum Side {
    BEFORE,
    AFTER
  }

  private static final @Nullable FaultTrap TRAP = FaultTrap.ofThisProcess();

  private final Way way;

  FaultPoint(Way way) {
    this.way = way;
  }

  /** What leads here. */
  public Way way() {
    return way;
  }

  /** The write comes next. */
  public void before() {
    reached(Side.BEFORE);
  }

  /** The write has been done; not reached when it failed. */
  public void after() {
    reached(Side.AFTER);
  }

  private void reached(Side side) {
    if (TRAP != null) {
      TRAP.reached(this, side);
    }
  }
}
