package io.gridpool.grid;

/**
 * What a record proves about its group: how many voters may live, and how many members certainly
 * hold nothing any more, in the group's best case.
 *
 * <p>The record names every seat that may be a voter, because each change of the group is written
 * before it is made and struck out only when its end is certain. So the real group is some set
 * between the certain members and those plus all that may be voters. Its best case: every possible
 * voter that lives is in it, and no possible voter that is gone. When even then the living are no
 * majority (not more of them than of the dead), no possible group is alive; and a dead group cannot
 * change its members any more, which takes a majority too. One living seat is never a majority: a
 * group of two is not made smaller.
 *
 * <p>A seat is gone when its process was started anew and said so, or when its node is fenced.
 */
public record GroupEvidence(int living, int gone) {
  /**
   * How few members a group can have. Source: Hazelcast 5.4.0 {@code
   * MetadataRaftGroupManager.removeMember}, which takes none out of a group of two.
   */
  private static final int GROUP_SIZE_MIN = 2;

  /** The evidence of a formed term. */
  public static GroupEvidence of(TermRecord record, Fencing fencing) {
    int living = 0;
    int gone = 0;
    for (SeatRecord seat : record.seats()) {
      if (seat.standing().mayVote() && !fencing.isFenced(seat.node())) {
        living++;
      } else if (seat.standing().isMember()) {
        gone++;
      }
    }
    return new GroupEvidence(living, gone);
  }

  /** Whether the group can certainly never commit again. */
  public boolean provesTheEnd() {
    return living < GROUP_SIZE_MIN || living <= gone;
  }

  /** How many must be gone before that is proven, should more of the living turn out to be. */
  public int goneNeeded() {
    GroupEvidence more = this;
    while (!more.provesTheEnd()) {
      more = new GroupEvidence(more.living - 1, more.gone + 1);
    }
    return more.gone;
  }
}
