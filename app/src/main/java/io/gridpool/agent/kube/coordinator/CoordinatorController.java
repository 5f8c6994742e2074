package io.gridpool.agent.kube.coordinator;

import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Phase;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Status;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.Finalizers;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;

/**
 * Keeps the status of the cluster's coordinator true: a look at each change of it and every few
 * seconds, for its sources are too many to watch.
 *
 * <p>Where the API server does not answer, the status stays as it is; the look comes again.
 */
public final class CoordinatorController implements AutoCloseable {
  private final KubeRoom room;
  private final CoordinatorWatch watch;
  private final NetworkSearch search;
  private final EventWriter events;
  private final KeyLoop<String> loop;
  private String said = "";

  /** Not started yet. */
  public CoordinatorController(KubeRoom room) {
    this.room = room;
    this.search = new NetworkSearch(room.client(), room.settings().networks());
    this.events = new EventWriter(room.client(), room.settings().objects().eventNamespace());
    this.loop = new KeyLoop<>("coordinator", room.settings(), name -> look());
    String name = room.settings().networks().coordinator();
    this.watch = new CoordinatorWatch(room.client(), name, () -> loop.add(name));
  }

  /** Starts. */
  public void start() {
    loop.start();
    watch.start();
  }

  @Override
  public void close() {
    watch.close();
    loop.close();
  }

  private long look() {
    SpiderCoordinator coordinator = watch.object().orElse(null);
    if (coordinator == null) {
      return 0;
    }
    if (coordinator.getMetadata().getDeletionTimestamp() != null) {
      return send(Finalizers.without(coordinator), 0);
    }
    JsonPatch<SpiderCoordinator> missing = CoordinatorDefaults.of(coordinator);
    return missing.isEmpty() ? settle(coordinator) : send(missing, 0);
  }

  private long send(JsonPatch<SpiderCoordinator> patch, long thenMs) {
    return patch.isEmpty() || patch.trySend(room.client())
        ? thenMs
        : room.settings().pace().retryFirstMs();
  }

  private long settle(SpiderCoordinator coordinator) {
    Status wanted = search.look(coordinator.getSpec());
    say(coordinator, wanted);
    boolean done =
        wanted.equals(coordinator.getStatus())
            || new JsonPatch<>(coordinator).set("/status", wanted).trySendStatus(room.client());
    return done ? room.settings().networks().lookEveryMs() : room.settings().pace().retryFirstMs();
  }

  private void say(SpiderCoordinator coordinator, Status wanted) {
    String reason = wanted.phase() == Phase.NotReady ? String.valueOf(wanted.reason()) : "";
    if (!reason.equals(said) && !reason.isEmpty()) {
      events.warn(coordinator, "NotReady", reason);
    }
    said = reason;
  }
}
