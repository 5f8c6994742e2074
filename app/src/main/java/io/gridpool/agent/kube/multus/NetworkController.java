package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.Finalizers;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes each SpiderMultusConfig have its NetworkAttachmentDefinition, as it says and under its
 * name. Level-based: a look takes one network, compares, and repairs.
 *
 * <p>Where the cluster does not know the kind, each network is told so once, and the kind is looked
 * for now and then. What a network leaves behind, the API server collects by its owner.
 */
public final class NetworkController implements AutoCloseable {
  /** Pause before something that another has to end is looked at again, ms; events come first. */
  private static final long AGAIN_MS = 5_000;

  /** One network, or the kind of definitions and with it all networks. */
  private sealed interface Key {
    record Network(NetworkKey key) implements Key {}

    record Kind() implements Key {}
  }

  private final KubeRoom room;
  private final NetworkWatch watch;
  private final AttachmentWriter writer;
  private final EventWriter events;
  private final KeyLoop<Key> loop;
  private final Map<NetworkKey, String> saidByKey = new HashMap<>();

  /** Not started yet. */
  public NetworkController(KubeRoom room) {
    this.room = room;
    this.events = new EventWriter(room.client(), room.settings().objects().eventNamespace());
    this.writer = new AttachmentWriter(room.client());
    this.loop = new KeyLoop<>("networks", room.settings(), this::look);
    this.watch = new NetworkWatch(room.client(), this::changed, this::attachmentChanged);
  }

  /** Starts. */
  public void start() {
    loop.start();
    watch.start();
    loop.add(new Key.Kind());
  }

  @Override
  public void close() {
    watch.close();
    loop.close();
  }

  /** A change of one may be the chance of another that wants the same name. */
  private void changed(SpiderMultusConfig config) {
    loop.add(new Key.Network(NetworkKey.of(config)));
    NetworkRule.rival(config, watch.configs())
        .ifPresent(rival -> loop.add(new Key.Network(NetworkKey.of(rival))));
  }

  private void attachmentChanged(GenericKubernetesResource attachment) {
    NetworkKey key = NetworkKey.of(attachment);
    owner(attachment)
        .ifPresent(
            owner -> loop.add(new Key.Network(new NetworkKey(key.namespace(), owner.getName()))));
    watch.configs().stream()
        .filter(config -> config.getMetadata().getNamespace().equals(key.namespace()))
        .filter(config -> Attachment.nameOf(config).equals(key.name()))
        .forEach(config -> loop.add(new Key.Network(NetworkKey.of(config))));
  }

  private static Optional<OwnerReference> owner(GenericKubernetesResource attachment) {
    return attachment.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  private long look(Key key) {
    return switch (key) {
      case Key.Kind _ -> lookForKind();
      case Key.Network(NetworkKey network) ->
          watch.synced() ? lookAt(network) : room.settings().pace().retryFirstMs();
    };
  }

  private long lookForKind() {
    boolean before = watch.knowsKind();
    if (watch.lookForKind() != before || !before) {
      watch.configs().forEach(config -> loop.add(new Key.Network(NetworkKey.of(config))));
    }
    return room.settings().networks().lookEveryMs();
  }

  private long lookAt(NetworkKey key) {
    SpiderMultusConfig config = watch.config(key).orElse(null);
    if (config == null) {
      saidByKey.remove(key);
      return 0;
    }
    if (config.getMetadata().getDeletionTimestamp() != null) {
      return send(Finalizers.without(config));
    }
    if (!watch.knowsKind()) {
      say(
          config,
          "MultusMissing",
          "the cluster has no NetworkAttachmentDefinitions: is Multus installed? It is looked for"
              + " now and then");
      return 0;
    }
    return settle(config);
  }

  private long settle(SpiderMultusConfig config) {
    String problem = NetworkRule.problem(config);
    if (problem != null) {
      say(config, "BadSpec", problem);
      return 0;
    }
    JsonPatch<SpiderMultusConfig> missing = NetworkDefaults.of(config);
    if (!missing.isEmpty()) {
      return send(missing);
    }
    try {
      return place(config, Attachment.of(config, room.settings().networks()));
    } catch (IllegalArgumentException e) {
      say(config, "BadSpec", String.valueOf(e.getMessage()));
      return 0;
    }
  }

  private long send(JsonPatch<SpiderMultusConfig> patch) {
    return patch.isEmpty() || patch.trySend(room.client())
        ? 0
        : room.settings().pace().retryFirstMs();
  }

  private long place(SpiderMultusConfig config, Attachment wanted) {
    NetworkKey own = NetworkKey.of(config);
    Optional<GenericKubernetesResource> standing =
        watch.attachment(new NetworkKey(own.namespace(), wanted.name()));
    Optional<String> holder = holder(config, standing);
    if (holder.isPresent()) {
      say(config, "NameTaken", NetworkRule.taken(config, holder.get()));
      return AGAIN_MS;
    }
    if (standing.isPresent() && standing.get().getMetadata().getDeletionTimestamp() != null) {
      return AGAIN_MS;
    }
    boolean done =
        standing
            .map(object -> writer.repair(config, wanted, object))
            .orElseGet(() -> writer.create(config, wanted));
    if (!done) {
      return room.settings().pace().retryFirstMs();
    }
    saidByKey.remove(own);
    removeOthers(config, wanted.name());
    return 0;
  }

  /** Who else the definition is of: its controller if that lives, else an older network. */
  private Optional<String> holder(
      SpiderMultusConfig config, Optional<GenericKubernetesResource> standing) {
    Optional<OwnerReference> owner = standing.flatMap(NetworkController::owner);
    if (owner.isPresent()) {
      OwnerReference other = owner.get();
      boolean own = other.getUid().equals(config.getMetadata().getUid());
      return own || isGone(other, config)
          ? Optional.empty()
          : Optional.of(
              other.getKind() + " " + config.getMetadata().getNamespace() + "/" + other.getName());
    }
    return NetworkRule.rival(config, watch.configs())
        .filter(rival -> Age.isOlder(rival, config))
        .map(rival -> "SpiderMultusConfig " + NetworkKey.of(rival));
  }

  /** A network whose next life has another uid is gone; of other kinds nothing is known here. */
  private boolean isGone(OwnerReference owner, SpiderMultusConfig config) {
    return owner.getKind().equals(config.getKind())
        && watch
            .config(new NetworkKey(config.getMetadata().getNamespace(), owner.getName()))
            .filter(found -> found.getMetadata().getUid().equals(owner.getUid()))
            .isEmpty();
  }

  /** Definitions of this network under a name that it had before. */
  private void removeOthers(SpiderMultusConfig config, String name) {
    watch.attachments().stream()
        .filter(one ->
            owner(one)
                .filter(owner -> owner.getUid().equals(config.getMetadata().getUid()))
                .isPresent())
        .filter(one -> !one.getMetadata().getName().equals(name))
        .forEach(writer::delete);
  }

  private void say(SpiderMultusConfig config, String reason, String message) {
    if (!message.equals(saidByKey.put(NetworkKey.of(config), message))) {
      events.warn(config, reason, message);
    }
  }
}
