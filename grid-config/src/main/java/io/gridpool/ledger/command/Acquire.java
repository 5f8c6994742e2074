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
 */
public record Acquire(
    EndpointKey endpoint,
    String podUid,
    String node,
    String containerId,
    Owner owner,
    boolean sticky,
    List<Want> wants)
    implements Command {
  /** The most wants of one pod: 16 NICs in two families. */
  public static final int WANTS_MAX = 32;

  public Acquire {
    wants = List.copyOf(wants);
  }
}
