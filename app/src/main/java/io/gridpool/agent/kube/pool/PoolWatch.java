package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.loop.KubeSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pools and reservations of the cluster, from watches.
 *
 * <p>What it hands out is the cache's own object: look, never edit. Start it once; a closed one is
 * done for good.
 */
final class PoolWatch implements AutoCloseable {
  private final SharedIndexInformer<SpiderIPPool> pools;
  private final SharedIndexInformer<SpiderReservedIP> reservations;

  PoolWatch(KubernetesClient client) {
    this.pools = informer(client, SpiderIPPool.class);
    this.reservations = informer(client, SpiderReservedIP.class);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(
      KubernetesClient client, Class<T> kind) {
    return client
        .resources(kind)
        .withLimit(KubeSettings.LIST_PAGE_SIZE)
        .runnableInformer(0)
        .exceptionHandler((started, error) -> true);
  }

  /** Tells {@code listener} the name of each pool that came, changed or went. */
  void onPool(Consumer<String> listener) {
    var _ = pools.addEventHandler(new Names<>(listener));
  }

  /** Tells {@code listener} the name of each reservation that came, changed or went. */
  void onReservation(Consumer<String> listener) {
    var _ = reservations.addEventHandler(new Names<>(listener));
  }

  void start() {
    var _ = pools.start();
    var _ = reservations.start();
  }

  boolean synced() {
    return pools.hasSynced() && reservations.hasSynced();
  }

  boolean watching() {
    return pools.isWatching() && reservations.isWatching();
  }

  Optional<SpiderIPPool> pool(String name) {
    return Optional.ofNullable(pools.getStore().getByKey(name));
  }

  List<String> poolNames() {
    return pools.getStore().listKeys();
  }

  Optional<SpiderReservedIP> reservation(String name) {
    return Optional.ofNullable(reservations.getStore().getByKey(name));
  }

  List<String> reservationNames() {
    return reservations.getStore().listKeys();
  }

  @Override
  public void close() {
    pools.stop();
    reservations.stop();
  }

  /** Passes names on. */
  private record Names<T extends HasMetadata>(Consumer<String> listener)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T item) {
      listener.accept(item.getMetadata().getName());
    }

    @Override
    public void onUpdate(T before, T item) {
      listener.accept(item.getMetadata().getName());
    }

    @Override
    public void onDelete(T item, boolean finalStateUnknown) {
      listener.accept(item.getMetadata().getName());
    }
  }
}
