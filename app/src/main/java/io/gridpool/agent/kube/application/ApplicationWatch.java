package io.gridpool.agent.kube.application;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.directory.FactsStore;
import io.gridpool.agent.kube.loop.EveryEvent;
import io.gridpool.agent.kube.loop.KubeSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The applications of the cluster that ask for pools of their own, from watches that keep nothing
 * of the others.
 *
 * <p>Start it once; a closed one is done for good.
 */
final class ApplicationWatch implements AutoCloseable {
  private final Map<AppKind, FactsStore<?, Application>> stores = new EnumMap<>(AppKind.class);
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final Consumer<AppKey> listener;

  /**
   * Watches, not started yet.
   *
   * @param listener hears of every application that came, changed or went, asking or not
   */
  ApplicationWatch(KubernetesClient client, Consumer<AppKey> listener) {
    this.listener = listener;
    var apps = client.apps();
    var batch = client.batch().v1();
    add(AppKind.DEPLOYMENT, apps.deployments().inAnyNamespace(), Deployment::new);
    add(AppKind.REPLICA_SET, apps.replicaSets().inAnyNamespace(), ReplicaSet::new);
    add(AppKind.STATEFUL_SET, apps.statefulSets().inAnyNamespace(), StatefulSet::new);
    add(AppKind.DAEMON_SET, apps.daemonSets().inAnyNamespace(), DaemonSet::new);
    add(AppKind.JOB, batch.jobs().inAnyNamespace(), Job::new);
    add(AppKind.CRON_JOB, batch.cronjobs().inAnyNamespace(), CronJob::new);
  }

  private <T extends HasMetadata> void add(AppKind kind, Informable<T> all, Supplier<T> shell) {
    var store = new FactsStore<T, Application>(shell, Application::asks, Application::of);
    stores.put(kind, store);
    informers.add(
        all.withLimit(KubeSettings.LIST_PAGE_SIZE)
            .runnableInformer(0)
            .itemStore(store)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new EveryEvent<>(item -> tell(kind, item))));
  }

  void start() {
    informers.forEach(informer -> {
      var _ = informer.start();
    });
  }

  boolean synced() {
    return informers.stream().allMatch(SharedIndexInformer::hasSynced);
  }

  Optional<Application> find(AppKey key) {
    FactsStore<?, Application> store = stores.get(key.kind());
    return store == null ? Optional.empty() : store.facts(key.namespace(), key.name());
  }

  /** All that ask. */
  Stream<Application> all() {
    return stores.values().stream().flatMap(FactsStore::all);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }

  private void tell(AppKind kind, HasMetadata item) {
    var metadata = item.getMetadata();
    listener.accept(new AppKey(kind, metadata.getNamespace(), metadata.getName()));
  }
}
