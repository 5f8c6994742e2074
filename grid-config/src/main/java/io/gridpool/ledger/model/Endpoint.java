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
 * @param podName name of that pod where the key is a name given to its addresses; empty where the
 *     key is the pod's own name
 * @param detail what the ledger carries for its readers without looking inside (routes, clean
 *     gateways), as JSON; at most {@link #DETAIL_LENGTH_MAX} characters
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
    long revision,
    String podName,
    String detail) {
  /** How many characters of a container id the ledger remembers. */
  public static final int FENCE_LENGTH = 16;

  /** The longest {@code detail}, in characters. */
  public static final int DETAIL_LENGTH_MAX = 4_096;

  public Endpoint {
    leases = List.copyOf(leases);
  }

  /** An endpoint under the own name of its pod, without detail. */
  public Endpoint(
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
    this(
        key,
        podUid,
        node,
        containerFence,
        owner,
        sticky,
        parked,
        leases,
        sinceMs,
        revision,
        "",
        "");
  }

  /** Namespace and name of the pod itself: what the API server knows it by. */
  public EndpointKey pod() {
    return podName.isEmpty() ? key : new EndpointKey(key.namespace(), podName);
  }

  /** The same, held by no sandbox since {@code changed}, a revision. */
  public Endpoint park(long changed) {
    return new Endpoint(
        key, podUid, node, "", owner, sticky, true, leases, sinceMs, changed, podName, detail);
  }

  /** The part of a container id that fences a release. */
  public static String fenceOf(String containerId) {
    return containerId.length() <= FENCE_LENGTH
        ? containerId
        : containerId.substring(0, FENCE_LENGTH);
  }
}
