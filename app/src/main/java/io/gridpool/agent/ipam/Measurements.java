package io.gridpool.agent.ipam;

/** Where use cases report what they did, for metrics. */
public interface Measurements {
  /**
   * One allocation ended.
   *
   * @param code 0 for success, else the CNI error code
   */
  void allocation(int code, long durationNs);

  /** One release ended; {@code code} as for an allocation. */
  void release(int code, long durationNs);
}
