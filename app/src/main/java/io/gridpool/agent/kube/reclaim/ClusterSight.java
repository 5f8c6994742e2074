package io.gridpool.agent.kube.reclaim;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Optional;

/**
 * What can be seen of the cluster: by asking the API server (evidence), or from a watch or lists
 * (enough to suspect, never enough to free).
 *
 * <p>Errors: throws what the client throws when there is no answer; then nothing is known.
 */
interface ClusterSight {
  /** The pod that has this name now. */
  Optional<PodSight> pod(EndpointKey pod);

  /** The StatefulSet (of the group {@code apps}) that has this name now. */
  Optional<SetSight> set(EndpointKey set);

  /** A node. */
  NodeSight node(String name);

  /** Whether a namespace is gone, or takes no new pods because it is going. */
  boolean namespaceEnds(String name);

  /**
   * Whether a controller is known to be gone; false where it cannot be looked up, because we have
   * no business with its kind.
   */
  boolean ownerGone(String namespace, Owner owner);
}
