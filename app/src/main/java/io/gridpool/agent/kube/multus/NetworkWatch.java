package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.EveryEvent;
import io.gridpool.agent.kube.loop.KubeSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All networks, and all NetworkAttachmentDefinitions while the cluster knows the kind.
 *
 * <p>Start it once; a closed one is done for good. {@link #lookForKind} is for one thread.
 */
final class NetworkWatch implements AutoCloseable {
  private final KubernetesClient client;
  private final Consumer<GenericKubernetesResource> onAttachment;
  private final SharedIndexInformer<SpiderMultusConfig> configs;
  private volatile @Nullable SharedIndexInformer<GenericKubernetesResource> attachments;
  private volatile boolean looked;

  /**
   * Watches, not started yet.
   *
   * @param onConfig hears of each network that came, changed or went
   * @param onAttachment hears of each definition, whoever made it
   */
  NetworkWatch(
      KubernetesClient client,
      Consumer<SpiderMultusConfig> onConfig,
      Consumer<GenericKubernetesResource> onAttachment) {
    this.client = client;
    this.onAttachment = onAttachment;
    this.configs =
        client
            .resources(SpiderMultusConfig.class)
            .inAnyNamespace()
            .withLimit(KubeSettings.LIST_PAGE_SIZE)
            .runnableInformer(0)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new EveryEvent<>(onConfig));
  }

  void start() {
    var _ = configs.start();
  }

  /** Asks whether the kind is there, and watches it or stops to; true where it is. */
  boolean lookForKind() {
    boolean known = client.supports(Attachment.API_VERSION, Attachment.KIND.getKind());
    SharedIndexInformer<GenericKubernetesResource> watching = attachments;
    if (known && watching == null) {
      var started =
          client
              .genericKubernetesResources(Attachment.KIND)
              .inAnyNamespace()
              .withLimit(KubeSettings.LIST_PAGE_SIZE)
              .runnableInformer(0)
              .exceptionHandler((begun, error) -> true)
              .addEventHandler(new EveryEvent<>(onAttachment));
      attachments = started;
      var _ = started.start();
    } else if (!known && watching != null) {
      attachments = null;
      watching.stop();
    }
    looked = true;
    return known;
  }

  /** Whether the kind was looked for, and the first lists of what is watched are complete. */
  boolean synced() {
    SharedIndexInformer<?> watching = attachments;
    return looked && configs.hasSynced() && (watching == null || watching.hasSynced());
  }

  /** Whether the cluster knows the kind, as last seen. */
  boolean knowsKind() {
    return attachments != null;
  }

  Optional<SpiderMultusConfig> config(NetworkKey key) {
    return Optional.ofNullable(configs.getStore().getByKey(key.toString()));
  }

  List<SpiderMultusConfig> configs() {
    return configs.getStore().list();
  }

  Optional<GenericKubernetesResource> attachment(NetworkKey key) {
    SharedIndexInformer<GenericKubernetesResource> watching = attachments;
    return watching == null
        ? Optional.empty()
        : Optional.ofNullable(watching.getStore().getByKey(key.toString()));
  }

  List<GenericKubernetesResource> attachments() {
    SharedIndexInformer<GenericKubernetesResource> watching = attachments;
    return watching == null ? List.of() : watching.getStore().list();
  }

  @Override
  public void close() {
    configs.stop();
    SharedIndexInformer<?> watching = attachments;
    if (watching != null) {
      watching.stop();
    }
  }
}
