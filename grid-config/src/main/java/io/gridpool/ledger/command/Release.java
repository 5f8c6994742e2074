package io.gridpool.ledger.command;

import io.gridpool.ledger.model.EndpointKey;

/**
 * Ends a sandbox's hold on an endpoint, fenced by uid and container id.
 *
 * @param podUid uid of the pod; empty where the runtime does not say, then the container id alone
 *     fences
 * @param podEnds whether the pod itself ends; while it lives, or when the endpoint is sticky, the
 *     addresses are parked and not freed
 */
public record Release(EndpointKey endpoint, String podUid, String containerId, boolean podEnds)
    implements Command {}
