package io.gridpool.agent.ipam.tuning;

/**
 * What the cluster wants of all pods, from a cache.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} while nothing was read yet.
 */
@FunctionalInterface
public interface TuningDirectory {
  /** What it wants now. */
  TuningWish now();
}
