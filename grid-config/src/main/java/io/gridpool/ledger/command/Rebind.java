package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Moves an endpoint that was never parked, or whose key is a name given to its addresses, to a new
 * pod of the same key, on evidence that {@code fromUid} is gone.
 *
 * @param podName name of the new pod where {@code endpoint} is a name given to its addresses, else
 *     empty
 */
public record Rebind(
    EndpointKey endpoint,
    String fromUid,
    String podUid,
    String node,
    String containerId,
    String podName)
    implements Command {
  /** For a pod under its own name. */
  public Rebind(
      EndpointKey endpoint, String fromUid, String podUid, String node, String containerId) {
    this(endpoint, fromUid, podUid, node, containerId, "");
  }
}
