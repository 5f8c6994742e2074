package io.gridpool.agent.kube.directory;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.ipam.ClusterDirectory;
import io.gridpool.agent.ipam.ObjectFacts;
import io.gridpool.agent.kube.loop.KubeSettings;
import java.util.Map;
import java.util.Optional;

/**
 * Namespaces and this agent's node from watches, kept as facts.
 *
 * <p>Safe for any thread. Start it once; a closed one is done for good.
 */
public final class ClusterInformer implements ClusterDirectory, AutoCloseable {
  private final String node;
  private final FactsStore<Namespace, ObjectFacts> namespaces;
  private final FactsStore<Node, ObjectFacts> nodes;
  private final SharedIndexInformer<Namespace> namespaceInformer;
  private final SharedIndexInformer<Node> nodeInformer;

  /**
   * An informer, not started yet.
   *
   * @param node name of this agent's node
   */
  public ClusterInformer(KubernetesClient client, String node) {
    this.node = node;
    this.namespaces = new FactsStore<>(Namespace::new, item -> true, ClusterInformer::facts);
    this.nodes =
        new FactsStore<>(
            Node::new, item -> node.equals(item.getMetadata().getName()), ClusterInformer::facts);
    this.namespaceInformer =
        client
            .namespaces()
            .withLimit(KubeSettings.LIST_PAGE_SIZE)
            .runnableInformer(0)
            .itemStore(namespaces)
            .exceptionHandler((started, error) -> true);
    this.nodeInformer =
        client
            .nodes()
            .withName(node)
            .runnableInformer(0)
            .itemStore(nodes)
            .exceptionHandler((started, error) -> true);
  }

  /** Starts to list and watch; answers at once. */
  public void start() {
    var _ = namespaceInformer.start();
    var _ = nodeInformer.start();
  }

  /** Whether the first lists are complete. */
  public boolean synced() {
    return namespaceInformer.hasSynced() && nodeInformer.hasSynced();
  }

  /** Whether both watches stand right now. */
  public boolean watching() {
    return namespaceInformer.isWatching() && nodeInformer.isWatching();
  }

  @Override
  public Optional<ObjectFacts> namespace(String name) {
    return namespaces.facts("", name);
  }

  @Override
  public Optional<ObjectFacts> ownNode() {
    return nodes.facts("", node);
  }

  @Override
  public void close() {
    namespaceInformer.stop();
    nodeInformer.stop();
  }

  private static ObjectFacts facts(HasMetadata item) {
    var metadata = item.getMetadata();
    var labels = metadata.getLabels();
    var annotations = metadata.getAnnotations();
    return new ObjectFacts(
        metadata.getName(),
        labels == null ? Map.of() : labels,
        annotations == null ? Map.of() : annotations);
  }
}
