package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Frees all that a pod held, sticky or not, on evidence that its uid is gone; checked again by uid.
 *
 * @param reason for the record, such as {@code pod gone}
 */
public record Reclaim(EndpointKey endpoint, String podUid, String reason) implements Command {
  /**
   * A reason that begins so says that the link refused the addresses: they rest for everybody, or
   * the same pod would get them again at once.
   */
  public static final String UNUSABLE = "unusable: ";

  /** The longest reason, in characters. */
  public static final int REASON_LENGTH_MAX = 256;
}
