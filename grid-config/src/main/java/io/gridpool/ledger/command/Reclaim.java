package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Frees all that a pod held, sticky or not, on evidence that its uid is gone; checked again by uid.
 *
 * @param reason for the record, such as {@code pod gone}
 */
public record Reclaim(EndpointKey endpoint, String podUid, String reason) implements Command {}
