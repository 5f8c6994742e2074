package io.gridpool.agent.ipam;

import java.util.Optional;

/** Namespaces and this agent's own node, from caches. */
public interface ClusterDirectory {
  /** A namespace. */
  Optional<ObjectFacts> namespace(String name);

  /** The node that this agent runs on. */
  Optional<ObjectFacts> ownNode();
}
