package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.EveryEvent;
import io.gridpool.agent.kube.loop.KubeSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pools, reservations and subnets of the cluster, from watches.
 *
 * <p>What it hands out is the cache's own object: look, never edit. Start it once; a closed one is
 * done for good.
 */
public final class PoolWatch implements AutoCloseable {
  private final SharedIndexInformer<SpiderIPPool> pools;
  private final SharedIndexInformer<SpiderReservedIP> reservations;
  private final SharedIndexInformer<SpiderSubnet> subnets;

  PoolWatch(KubernetesClient client) {
    this.pools = informer(client, SpiderIPPool.class);
    this.reservations = informer(client, SpiderReservedIP.class);
    this.subnets = informer(client, SpiderSubnet.class);
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
  public void onPool(Consumer<String> listener) {
    var _ = pools.addEventHandler(EveryEvent.names(listener));
  }

  /** Tells {@code listener} the name of each reservation that came, changed or went. */
  void onReservation(Consumer<String> listener) {
    var _ = reservations.addEventHandler(EveryEvent.names(listener));
  }

  /** Tells {@code listener} the name of each subnet that came, changed or went. */
  public void onSubnet(Consumer<String> listener) {
    var _ = subnets.addEventHandler(EveryEvent.names(listener));
  }

  /**
   * Tells {@code listener} the subnet of each pool that came, went, or got another spec or owner.
   */
  public void onPoolOfSubnet(Consumer<String> listener) {
    onPoolSpec(pool -> {
      if (pool.getSpec() != null && pool.getSpec().subnet() != null) {
        listener.accept(pool.getSpec().subnet());
      }
    });
  }

  /** Tells {@code listener} each pool that came, went, or got another spec or owner. */
  public void onPoolSpec(Consumer<SpiderIPPool> listener) {
    var _ = pools.addEventHandler(new Specs(listener));
  }

  void start() {
    var _ = subnets.start();
    var _ = pools.start();
    var _ = reservations.start();
  }

  /** Whether the first lists are complete. */
  public boolean synced() {
    return pools.hasSynced() && reservations.hasSynced() && subnets.hasSynced();
  }

  boolean watching() {
    return pools.isWatching() && reservations.isWatching() && subnets.isWatching();
  }

  /** A pool. */
  public Optional<SpiderIPPool> pool(String name) {
    return Optional.ofNullable(pools.getStore().getByKey(name));
  }

  /** All pools, in no order. */
  public List<SpiderIPPool> pools() {
    return pools.getStore().list();
  }

  /** A subnet. */
  public Optional<SpiderSubnet> subnet(String name) {
    return Optional.ofNullable(subnets.getStore().getByKey(name));
  }

  /** All subnets, in no order. */
  public List<SpiderSubnet> subnets() {
    return subnets.getStore().list();
  }

  Optional<SpiderReservedIP> reservation(String name) {
    return Optional.ofNullable(reservations.getStore().getByKey(name));
  }

  /** All reservations, in no order. */
  public List<SpiderReservedIP> reservations() {
    return reservations.getStore().list();
  }

  @Override
  public void close() {
    pools.stop();
    reservations.stop();
    subnets.stop();
  }

  /** Passes pools on, but not for a change of the status, of which there are many. */
  private record Specs(Consumer<SpiderIPPool> listener)
      implements ResourceEventHandler<SpiderIPPool> {
    @Override
    public void onAdd(SpiderIPPool pool) {
      listener.accept(pool);
    }

    @Override
    public void onUpdate(SpiderIPPool before, SpiderIPPool pool) {
      boolean same =
          Objects.equals(before.getSpec(), pool.getSpec())
              && before
                  .getMetadata()
                  .getOwnerReferences()
                  .equals(pool.getMetadata().getOwnerReferences());
      if (!same) {
        listener.accept(pool);
      }
    }

    @Override
    public void onDelete(SpiderIPPool pool, boolean finalStateUnknown) {
      listener.accept(pool);
    }
  }
}
