package io.gridpool.grid;

/**
 * The knobs of a member that differ between a cluster and a test.
 *
 * @param commitsPerSnapshot entries after which a seat takes a snapshot and drops its log
 * @param joinWaitSeconds how long the oldest member gathers joiners before it admits them
 * @param joinLimitSeconds how long one try to join may take before it fails
 */
public record MemberTuning(int commitsPerSnapshot, int joinWaitSeconds, int joinLimitSeconds) {
  /**
   * For clusters: a log of 2,000 entries is some 200 bytes for each command in it; a join takes 3-5
   * s, a try 15 s.
   *
   * <p>Source: measured, see {@code decisions.md} "grid settings".
   */
  public static final MemberTuning DEFAULT = new MemberTuning(2_000, 1, 15);
}
