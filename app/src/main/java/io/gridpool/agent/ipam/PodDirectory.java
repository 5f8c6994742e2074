package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;

/**
 * Looks pods up.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} when the API server had to be asked and
 * does not answer.
 */
public interface PodDirectory {
  /** A pod of this node from the cache, without asking anybody. */
  Optional<PodFacts> cached(EndpointKey key);

  /** The pod as the API server has it this moment: one GET. */
  Optional<PodFacts> current(EndpointKey key);
}
