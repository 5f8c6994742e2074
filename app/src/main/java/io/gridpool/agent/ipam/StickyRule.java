package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Owner;

/**
 * Whose addresses outlive the pod: those of StatefulSets of the group {@code apps}, told by group
 * and kind (other groups have a kind of that name too).
 */
public final class StickyRule {
  private StickyRule() {}

  /** Whether pods of this owner keep their addresses. */
  public static boolean holdsFor(Owner owner) {
    return owner.group().equals("apps") && owner.kind().equals("StatefulSet");
  }
}
