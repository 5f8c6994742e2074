package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Frees all that a pod held, sticky or not, on evidence that its uid is gone; checked again by uid.
 *
 * @param reason for the record, such as {@code pod gone}
 * @param unusable whether the link refused the addresses: they rest for everybody, or the same pod
 *     would get them again at once
 */
public record Reclaim(EndpointKey endpoint, String podUid, String reason, boolean unusable)
    implements Command {
  /**
   * How the reason of unusable addresses begins in the record, and on the wire of level 1, which
   * has no field for it.
   */
  public static final String UNUSABLE = "unusable: ";

  /** The longest reason, in characters. */
  public static final int REASON_LENGTH_MAX = 256;

  /** A reclaim of addresses that can be used again. */
  public Reclaim(EndpointKey endpoint, String podUid, String reason) {
    this(endpoint, podUid, reason, false);
  }

  /** The reason as the record has it. */
  public String spelled() {
    return unusable ? UNUSABLE + reason : reason;
  }
}
