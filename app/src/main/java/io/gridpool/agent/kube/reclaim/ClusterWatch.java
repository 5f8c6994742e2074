package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.directory.FactsStore;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Pods, StatefulSets, nodes and namespaces of the cluster from watches, trimmed to what reclaim
 * looks at: enough to suspect, never enough to free.
 */
final class ClusterWatch implements ClusterSight, AutoCloseable {
  private final FactsStore<Pod, PodSight> pods = store(Pod::new, PodSight::of);
  private final FactsStore<StatefulSet, SetSight> sets = store(StatefulSet::new, SetSight::of);
  private final FactsStore<Node, NodeSight> nodes = store(Node::new, NodeSight::of);
  private final FactsStore<Namespace, Boolean> namespaces =
      store(Namespace::new, space -> space.getMetadata().getDeletionTimestamp() != null);
  private final SharedIndexInformer<Pod> podInformer;
  private final List<SharedIndexInformer<?>> informers;

  /**
   * Watches, not started yet.
   *
   * @param podEnds hears of pods that went, finish, or are being deleted
   * @param setChanged runs when a StatefulSet wants something else, or went
   */
  ClusterWatch(KubernetesClient client, Consumer<EndpointKey> podEnds, Runnable setChanged) {
    this.podInformer =
        informer(client.pods().inAnyNamespace(), pods, new Changes<>(podEnds, this::ends));
    this.informers =
        List.of(
            podInformer,
            informer(
                client.apps().statefulSets().inAnyNamespace(),
                sets,
                new Changes<>(key -> setChanged.run(), ClusterWatch::wantsNew)),
            informer(client.nodes(), nodes, new Changes<>(key -> {}, node -> false)),
            informer(client.namespaces(), namespaces, new Changes<>(key -> {}, space -> false)));
  }

  private static <T extends HasMetadata, F> FactsStore<T, F> store(
      Supplier<T> shell, Function<T, F> reader) {
    return new FactsStore<>(shell, item -> true, reader);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(
      Informable<T> all, FactsStore<T, ?> store, ResourceEventHandler<T> handler) {
    return all.withLimit(KubeSettings.LIST_PAGE_SIZE)
        .runnableInformer(0)
        .itemStore(store)
        .exceptionHandler((started, error) -> true)
        .addEventHandler(handler);
  }

  void start() {
    informers.forEach(informer -> {
      var _ = informer.start();
    });
  }

  boolean synced() {
    return informers.stream().allMatch(SharedIndexInformer::hasSynced);
  }

  boolean watching() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  /**
   * The resourceVersion of the newest change of pods that it has shown; 0, which is any, before.
   */
  String podsVersion() {
    return Objects.requireNonNullElse(podInformer.lastSyncResourceVersion(), "0");
  }

  @Override
  public Optional<PodSight> pod(EndpointKey pod) {
    return pods.facts(pod.namespace(), pod.name());
  }

  @Override
  public Optional<SetSight> set(EndpointKey set) {
    return sets.facts(set.namespace(), set.name());
  }

  @Override
  public NodeSight node(String name) {
    return nodes.facts("", name).orElse(NodeSight.GONE);
  }

  @Override
  public boolean namespaceEnds(String name) {
    return namespaces.facts("", name).orElse(true);
  }

  /** Only three kinds of owners are watched at all; lists and questions find the others. */
  @Override
  public boolean ownerGone(String namespace, Owner owner) {
    return false;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }

  private boolean ends(Pod pod) {
    PodSight seen = PodSight.of(pod);
    return seen.deletionAtMs() > 0 || !seen.finished().isEmpty();
  }

  /** Whether its controller has not seen yet what it says; its status alone changes often. */
  private static boolean wantsNew(StatefulSet set) {
    Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
    return !Objects.equals(observed, set.getMetadata().getGeneration());
  }

  /** Passes the names of objects on that went, or changed to what is wanted. */
  private record Changes<T extends HasMetadata>(Consumer<EndpointKey> listener, Predicate<T> wanted)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T item) {
      // What was there before the watch is looked at by the first round.
    }

    @Override
    public void onUpdate(T before, T item) {
      if (wanted.test(item)) {
        tell(item);
      }
    }

    @Override
    public void onDelete(T item, boolean finalStateUnknown) {
      tell(item);
    }

    private void tell(T item) {
      var metadata = item.getMetadata();
      listener.accept(
          new EndpointKey(
              Objects.requireNonNullElse(metadata.getNamespace(), ""), metadata.getName()));
    }
  }
}
