package io.gridpool.ledger.model;

/**
 * A pool with its numbers. All counts saturate at {@link Long#MAX_VALUE} and are derived, never
 * added up.
 *
 * @param total addresses that could be leased: ranges minus exclusions (reservations not
 *     subtracted)
 * @param leased addresses held by endpoints
 * @param cooling freed addresses that still rest
 * @param free addresses that the next command could have without ending a rest early
 * @param revision of the last change of its spec
 */
public record PoolState(
    PoolSpec spec, long total, long leased, long cooling, long free, long revision) {}
