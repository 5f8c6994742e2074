package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.directory.FactsStore;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The uids of all pods of the cluster and the events of StatefulSets, from watches: enough to
 * suspect, never enough to free.
 */
final class PodUids implements AutoCloseable {
  private final FactsStore<Pod, String> uids =
      new FactsStore<>(Pod::new, pod -> true, pod -> PodReader.facts(pod).uid());
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<StatefulSet> sets;

  /**
   * Watches, not started yet.
   *
   * @param podGone hears of pods that went
   * @param setChanged hears namespace and name of StatefulSets that changed or went
   */
  PodUids(
      KubernetesClient client, Consumer<EndpointKey> podGone, Consumer<EndpointKey> setChanged) {
    this.pods =
        client
            .pods()
            .inAnyNamespace()
            .withLimit(KubeSettings.LIST_PAGE_SIZE)
            .runnableInformer(0)
            .itemStore(uids)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new Ends<>(podGone, false));
    this.sets =
        client
            .apps()
            .statefulSets()
            .inAnyNamespace()
            .withLimit(KubeSettings.LIST_PAGE_SIZE)
            .runnableInformer(0)
            .itemStore(
                new FactsStore<>(StatefulSet::new, set -> true, set -> set.getMetadata().getName()))
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new Ends<>(setChanged, true));
  }

  void start() {
    var _ = pods.start();
    var _ = sets.start();
  }

  boolean synced() {
    return pods.hasSynced();
  }

  boolean watching() {
    return pods.isWatching() && sets.isWatching();
  }

  /** The uid of a pod as the watch knows it. */
  Optional<String> uid(EndpointKey key) {
    return uids.facts(key.namespace(), key.name());
  }

  @Override
  public void close() {
    pods.stop();
    sets.stop();
  }

  /** Passes the names of objects on that went, or (where asked) changed. */
  private record Ends<T extends HasMetadata>(Consumer<EndpointKey> listener, boolean updates)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T item) {
      // What comes holds nothing yet.
    }

    @Override
    public void onUpdate(T before, T item) {
      if (updates) {
        tell(item);
      }
    }

    @Override
    public void onDelete(T item, boolean finalStateUnknown) {
      tell(item);
    }

    private void tell(T item) {
      listener.accept(
          new EndpointKey(item.getMetadata().getNamespace(), item.getMetadata().getName()));
    }
  }
}
