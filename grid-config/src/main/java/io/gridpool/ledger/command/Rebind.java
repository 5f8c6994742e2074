package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Moves an endpoint that was never parked to a new pod of the same key, on evidence that {@code
 * fromUid} is gone.
 */
public record Rebind(
    EndpointKey endpoint, String fromUid, String podUid, String node, String containerId)
    implements Command {}
