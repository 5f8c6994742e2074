package io.gridpool.agent.kube.coordinator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.ipam.tuning.TuningDirectory;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.loop.EveryEvent;
import io.gridpool.grid.TryLaterException;
import java.util.Optional;

/**
 * The one coordinator that counts, from a list and a watch of that single object.
 *
 * <p>Safe for any thread. Start it once; a closed one is done for good.
 */
public final class CoordinatorWatch implements TuningDirectory, AutoCloseable {
  private final String name;
  private final SharedIndexInformer<SpiderCoordinator> informer;

  /**
   * A watch, not started yet.
   *
   * @param changed called on the watch's thread: put it somewhere and return
   */
  public CoordinatorWatch(KubernetesClient client, String name, Runnable changed) {
    this.name = name;
    this.informer =
        client
            .resources(SpiderCoordinator.class)
            .withName(name)
            .runnableInformer(0)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new EveryEvent<>(object -> changed.run()));
  }

  /** Starts to list and watch; answers at once. */
  public void start() {
    var _ = informer.start();
  }

  Optional<SpiderCoordinator> object() {
    return Optional.ofNullable(informer.getStore().getByKey(name));
  }

  @Override
  public TuningWish now() {
    if (!informer.hasSynced()) {
      throw new TryLaterException("spidercoordinator: " + name + " has not been read yet");
    }
    return object()
        .map(CoordinatorReader::wish)
        .orElseGet(() -> new TuningWish.Unready(CoordinatorReader.notReady(name, "there is none")));
  }

  @Override
  public void close() {
    informer.stop();
  }
}
