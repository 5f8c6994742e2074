package io.gridpool.grid;

/**
 * Whether a node certainly runs nothing any more: its Node object is deleted, or an operator
 * tainted it as out of service.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/">Kubernetes,
 *     non-graceful node shutdown</a>
 */
public interface Fencing {
  /** Nobody is fenced: for a grid without nodes to ask about. */
  Fencing NONE = node -> false;

  /** Whether the node is fenced; false when nobody can say. */
  boolean isFenced(String node);
}
