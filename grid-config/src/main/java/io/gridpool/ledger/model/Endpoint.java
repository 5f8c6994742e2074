package io.gridpool.ledger.model;

import java.util.List;

/**
 * What one pod holds, on all its NICs and in both families.
 *
 * @param podUid uid of the pod that holds it now, or held it last while parked
 * @param containerFence first 16 characters of the id of the sandbox that may release it; empty
 *     while parked
 * @param sticky whether the addresses outlive the pod, for the next pod of the same key
 * @param parked whether no sandbox holds it now: a sticky endpoint between two pods, or a live pod
 *     whose sandbox is being replaced
 * @param sinceMs ledger time of the last grant or rebind
 * @param revision of the last change
 */
public record Endpoint(
    EndpointKey key,
    String podUid,
    String node,
    String containerFence,
    Owner owner,
    boolean sticky,
    boolean parked,
    List<NicLease> leases,
    long sinceMs,
    long revision) {
  /** How many characters of a container id the ledger remembers. */
  public static final int FENCE_LENGTH = 16;

  public Endpoint {
    leases = List.copyOf(leases);
  }

  /** The part of a container id that fences a release. */
  public static String fenceOf(String containerId) {
    return containerId.length() <= FENCE_LENGTH
        ? containerId
        : containerId.substring(0, FENCE_LENGTH);
  }
}
