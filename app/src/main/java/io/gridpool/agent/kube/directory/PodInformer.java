package io.gridpool.agent.kube.directory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The pods of this node from a watch, kept as facts; any pod by one GET.
 *
 * <p>Safe for any thread. Start it once; a closed one is done for good.
 */
public final class PodInformer implements PodDirectory, AutoCloseable {
  /** How long the API server may take to answer for one pod, in milliseconds. */
  static final int ASK_LIMIT_MS = 3_000;

  private final KubernetesClient client;
  private final FactsStore<Pod, PodFacts> store;
  private final SharedIndexInformer<Pod> informer;
  private final List<Consumer<EndpointKey>> goneListeners = new CopyOnWriteArrayList<>();

  /**
   * An informer, not started yet.
   *
   * @param node name of this agent's node
   * @param byNode whether the API server filters; where it cannot, the store does alone
   */
  public PodInformer(KubernetesClient client, String node, boolean byNode) {
    this.client = client;
    this.store =
        new FactsStore<>(
            Pod::new,
            pod -> pod.getSpec() != null && node.equals(pod.getSpec().getNodeName()),
            PodReader::facts);
    var all = client.pods().inAnyNamespace();
    // By pages the API server would read every pod of the cluster from etcd; whole, it answers the
    // few of this node from its memory, where they have an index.
    this.informer =
        (byNode ? all.withField("spec.nodeName", node) : all.withLimit(KubeSettings.LIST_PAGE_SIZE))
            .runnableInformer(0)
            .itemStore(store)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new Gone());
  }

  /** Starts to list and watch; answers at once. */
  public void start() {
    var _ = informer.start();
  }

  /** Whether the first list is complete. */
  public boolean synced() {
    return informer.hasSynced();
  }

  /** Whether the watch stands right now. */
  public boolean watching() {
    return informer.isWatching();
  }

  /**
   * Tells {@code listener} of each pod of this node whose API object went away. It is called on the
   * informer's thread: put the key somewhere and return.
   */
  public void onGone(Consumer<EndpointKey> listener) {
    goneListeners.add(listener);
  }

  @Override
  public Optional<PodFacts> cached(EndpointKey key) {
    return store.facts(key.namespace(), key.name());
  }

  /** Bounded by itself: the client's own tries take longer than a CNI call may. */
  @Override
  public Optional<PodFacts> current(EndpointKey key) {
    CompletableFuture<Optional<PodFacts>> asked =
        CompletableFuture.supplyAsync(() -> get(key), Thread::startVirtualThread);
    try {
      return asked.get(ASK_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new TryLaterException("the API server did not answer for pod " + key, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("interrupted while asking for pod " + key, e);
    }
  }

  private Optional<PodFacts> get(EndpointKey key) {
    return Optional.ofNullable(
            client.pods().inNamespace(key.namespace()).withName(key.name()).get())
        .map(PodReader::facts);
  }

  /** How many pods are kept. */
  public int size() {
    return store.size();
  }

  @Override
  public void close() {
    informer.stop();
  }

  /** Tells the listeners of pods that are gone. */
  private final class Gone implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {}

    @Override
    public void onUpdate(Pod before, Pod pod) {}

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      var key = new EndpointKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
      goneListeners.forEach(listener -> listener.accept(key));
    }
  }
}
