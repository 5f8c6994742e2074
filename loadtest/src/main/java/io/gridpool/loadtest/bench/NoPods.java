package io.gridpool.loadtest.bench;

import io.gridpool.agent.ipam.ClusterDirectory;
import io.gridpool.agent.ipam.ObjectFacts;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;

/** A cluster in which nobody asks for a pod, a namespace or a node. */
final class NoPods implements PodDirectory, ClusterDirectory {
  @Override
  public Optional<PodFacts> cached(EndpointKey key) {
    return Optional.empty();
  }

  @Override
  public Optional<PodFacts> current(EndpointKey key) {
    return Optional.empty();
  }

  @Override
  public Optional<ObjectFacts> namespace(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<ObjectFacts> ownNode() {
    return Optional.empty();
  }
}
