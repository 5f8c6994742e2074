package io.gridpool.agent.ipam;

/**
 * Where the rooms report what they did, for metrics. Calls come from any thread and cost little.
 */
public interface Measurements {
  /** Forgets everything. */
  Measurements NONE = new NoMeasurements();

  /** What an ADD waits for, in order. */
  enum Stage {
    /** Until its commands board a batch: in this agent, and once more in the leading seat. */
    QUEUE,
    /** One call to the leading seat with all its tries; what the seat does is a part of it. */
    HOP,
    /** One entry of the ledger, at the leading seat. */
    COMMIT,
    /** Until this node's journal is safe on its disk. */
    FSYNC
  }

  /**
   * One allocation ended.
   *
   * @param code 0 for success, else the CNI error code
   */
  void allocation(int code, long durationNs);

  /** One release ended; {@code code} as for an allocation. */
  void release(int code, long durationNs);

  /** One ADD passed a stage. */
  void stage(Stage stage, long durationNs);

  /** One release waited so long until its command boarded a batch. */
  void releaseQueued(long durationNs);

  /** Records were written into the journal with one fsync. */
  void journalWritten(int records, long durationNs);

  /** A lease of {@code addresses} addresses was freed without a CNI call. */
  void reclaimed(ReclaimReason reason, int addresses);

  /** A reclaim was to be made and its fate is unknown, or nothing was done. */
  void reclaimFailed();

  /** See {@link #NONE}. */
  final class NoMeasurements implements Measurements {
    private NoMeasurements() {}

    @Override
    public void allocation(int code, long durationNs) {}

    @Override
    public void release(int code, long durationNs) {}

    @Override
    public void stage(Stage stage, long durationNs) {}

    @Override
    public void releaseQueued(long durationNs) {}

    @Override
    public void journalWritten(int records, long durationNs) {}

    @Override
    public void reclaimed(ReclaimReason reason, int addresses) {}

    @Override
    public void reclaimFailed() {}
  }
}
