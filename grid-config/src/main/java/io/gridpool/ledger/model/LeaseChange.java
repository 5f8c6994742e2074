package io.gridpool.ledger.model;

/**
 * What happened to one lease: who had the address, and since or until when.
 *
 * @param sequence place in the history, counted from 1 over the ledger's life
 * @param timeMs ledger time, in milliseconds since 1970
 * @param podName the pod's own name; the key's name may be a sticky name
 * @param containerFence the first characters of the sandbox's container id; empty when parked
 * @param reason why it ended, in words; empty where the kind says it all
 */
public record LeaseChange(
    long sequence,
    long timeMs,
    Kind kind,
    EndpointKey key,
    String podName,
    String podUid,
    String node,
    String containerFence,
    NicLease lease,
    String reason) {
  /** What a change did to the lease. */
  public enum Kind {
    /** The pod got the address. */
    GRANTED,
    /** A new pod of the same key took the address over. */
    REBOUND,
    /** The same pod goes on in a new sandbox. */
    RESUMED,
    /** The sandbox ended, the address is kept for its pod or name. */
    PARKED,
    /** The address was freed. */
    FREED
  }

  /** Whether the pod uses the address from here on. */
  public boolean holds() {
    return kind == Kind.GRANTED || kind == Kind.REBOUND || kind == Kind.RESUMED;
  }
}
