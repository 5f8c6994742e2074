package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.List;

/**
 * Takes addresses for a pod: all wants or none, in one commit. What the pod holds already is
 * answered again; a parked sticky endpoint goes to the new pod.
 *
 * @param containerId sandbox that asks; it alone may release
 * @param sticky whether the addresses outlive the pod
 * @param everyNic whether the wants name every NIC of the pod: what an earlier pod left on another
 *     one is freed
 * @param podName name of the pod where {@code endpoint} is a name given to its addresses, else
 *     empty; what such a name holds moves only by {@link Rebind}
 * @param detail for {@link io.gridpool.ledger.model.Endpoint#detail}; it counts when this command
 *     grants, rebinds or claims, a mere repeat leaves the older one
 */
public record Acquire(
    EndpointKey endpoint,
    String podUid,
    String node,
    String containerId,
    Owner owner,
    boolean sticky,
    List<Want> wants,
    boolean everyNic,
    String podName,
    String detail)
    implements Command {
  /** The most wants of one pod: 16 NICs in two families. */
  public static final int WANTS_MAX = 32;

  public Acquire {
    wants = List.copyOf(wants);
  }

  /** For a pod under its own name, without detail. */
  public Acquire(
      EndpointKey endpoint,
      String podUid,
      String node,
      String containerId,
      Owner owner,
      boolean sticky,
      List<Want> wants) {
    this(endpoint, podUid, node, containerId, owner, sticky, wants, false, "", "");
  }
}
