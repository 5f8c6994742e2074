package io.gridpool.agent.ipam;

import java.util.List;

/**
 * Frees one endpoint because an operator says so.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} and {@link
 * io.gridpool.grid.IndeterminateException} as the ledger throws them; asked again, it answers what
 * is true then.
 */
public interface ManualReclaim {
  /**
   * Frees what {@code target} names.
   *
   * @param target an address, or namespace and name of an endpoint as {@code namespace/name}
   * @param force frees without evidence, too
   * @param why what the operator gives as a reason; may be empty
   */
  Answer reclaim(String target, boolean force, String why);

  /** What became of it. */
  sealed interface Answer {
    /** Nobody holds it. */
    record Unknown(String target) implements Answer {}

    /** The target cannot be read as an address or a name. */
    record Unreadable(String target) implements Answer {}

    /** The pod may still use its addresses; only force frees them. */
    record Kept(String endpoint, String podUid, String node, List<String> addresses)
        implements Answer {
      public Kept {
        addresses = List.copyOf(addresses);
      }
    }

    /** Freed; the reason stands in the record. */
    record Freed(String endpoint, String podUid, List<String> addresses, String reason)
        implements Answer {
      public Freed {
        addresses = List.copyOf(addresses);
      }
    }

    /** A younger pod took it while we looked. */
    record Changed(String endpoint) implements Answer {}
  }
}
