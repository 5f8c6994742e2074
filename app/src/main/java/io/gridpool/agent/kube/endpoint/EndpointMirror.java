package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gridpool.agent.kube.adoption.MirrorMark;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Keeps SpiderEndpoint objects as the ledger has them: the endpoints of a view are written, an
 * object whose endpoint is gone from the ledger is deleted.
 *
 * <p>Level-based and idempotent. A delete asks the ledger itself first, because a view is late. It
 * watches no endpoint objects: foreign edits are found by {@link EndpointSweep}. Hears of changes
 * where it was added to its view as a listener.
 */
public final class EndpointMirror implements LedgerView.Listener, AutoCloseable {
  private final KubernetesClient client;
  private final LedgerGate gate;
  private final LedgerView view;
  private final KubeSettings settings;
  private final EndpointShape shape;
  private final KeyLoop<EndpointKey> loop;

  /**
   * A mirror, not started yet.
   *
   * @param view whose endpoints are written
   * @param containerIds full id of the sandbox that holds an endpoint, where this agent knows it
   */
  public EndpointMirror(
      KubeRoom room, LedgerView view, Function<EndpointKey, Optional<String>> containerIds) {
    this.client = room.client();
    this.gate = room.gate();
    this.view = view;
    this.settings = room.settings();
    this.shape = new EndpointShape(room, view, containerIds);
    this.loop = new KeyLoop<>("endpoints", settings, this::look);
  }

  /** Starts to write. */
  public void start() {
    loop.start();
  }

  /** Looks at an endpoint soon; the agent of its node first writes the sandbox into its journal. */
  @Override
  public void endpointChanged(EndpointKey key) {
    loop.add(key, settings.retryFirstMs());
  }

  /** Looks at an endpoint after {@code delayMs}. */
  void lookAfter(EndpointKey key, long delayMs) {
    loop.add(key, delayMs);
  }

  @Override
  public void poolChanged(String pool) {
    // A later change of gateway or routes does not reach pods that run, nor their endpoints.
  }

  /** How many endpoints wait to be looked at. */
  public int waiting() {
    return loop.size();
  }

  /** For how long the oldest of them waits, in milliseconds. */
  public long lagMs() {
    return loop.oldestMs();
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look(EndpointKey key) {
    Optional<Endpoint> endpoint = view.endpoint(key);
    if (endpoint.isPresent()) {
      return write(endpoint.get());
    }
    SpiderEndpoint object = resource(key).get();
    return object == null || inLedger(key) ? 0 : delete(object);
  }

  private boolean inLedger(EndpointKey key) {
    var truth = (Answer.OneEndpoint) gate.ask(new Query.ReadEndpoint(key), settings.ledgerLimit());
    return truth.endpoint() != null;
  }

  private Resource<SpiderEndpoint> resource(EndpointKey key) {
    return client.resources(SpiderEndpoint.class).inNamespace(key.namespace()).withName(key.name());
  }

  private long write(Endpoint endpoint) {
    SpiderEndpoint object = resource(endpoint.key()).get();
    if (object == null) {
      return create(endpoint);
    }
    if (object.getMetadata().getDeletionTimestamp() != null) {
      // Left from a pod of the same name: it has to go before a new one can stand here.
      removeFinalizer(object);
      return settings.retryFirstMs();
    }
    return same(object, endpoint) ? 0 : patch(object, endpoint);
  }

  private long create(Endpoint endpoint) {
    try {
      FaultPoint.ENDPOINT_CREATE.before();
      var _ = client.resource(shape.object(endpoint)).create();
      FaultPoint.ENDPOINT_CREATE.after();
      return 0;
    } catch (KubernetesClientException e) {
      return namespaceEnds(e) ? 0 : againOnConflict(e);
    }
  }

  /** Without its namespace the pod goes too; reclaiming it ends this. */
  private static boolean namespaceEnds(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
            && String.valueOf(e.getMessage()).contains("being terminated"));
  }

  private boolean same(SpiderEndpoint object, Endpoint endpoint) {
    return Objects.equals(
            comparable(object.getStatus()), comparable(shape.status(endpoint, object.getStatus())))
        && object.getMetadata().getFinalizers().contains(CrdNames.FINALIZER)
        && object.getMetadata().getOwnerReferences().equals(EndpointShape.owners(endpoint))
        && MirrorMark.of(endpoint).equals(annotations(object).get(MirrorMark.ANNOTATION));
  }

  private static Map<String, String> annotations(SpiderEndpoint object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }

  private String comparable(SpiderEndpoint.Status status) {
    return client.getKubernetesSerialization().asJson(status);
  }

  private long patch(SpiderEndpoint object, Endpoint endpoint) {
    List<String> finalizers =
        Stream.concat(object.getMetadata().getFinalizers().stream(), Stream.of(CrdNames.FINALIZER))
            .distinct()
            .toList();
    return send(
        new JsonPatch<>(object)
            .set("/metadata/finalizers", finalizers)
            .set("/metadata/ownerReferences", EndpointShape.owners(endpoint))
            .setEntry(
                "/metadata/annotations",
                annotations(object),
                MirrorMark.ANNOTATION,
                MirrorMark.of(endpoint))
            .set("/status", shape.status(endpoint, object.getStatus())));
  }

  private long delete(SpiderEndpoint object) {
    var key = new EndpointKey(object.getMetadata().getNamespace(), object.getMetadata().getName());
    FaultPoint.ENDPOINT_DELETE.before();
    var _ = resource(key).delete();
    FaultPoint.ENDPOINT_DELETE.after();
    SpiderEndpoint left = resource(key).get();
    boolean ours =
        left != null && object.getMetadata().getUid().equals(left.getMetadata().getUid());
    return ours ? removeFinalizer(left) : 0;
  }

  private long removeFinalizer(SpiderEndpoint object) {
    List<String> left =
        object.getMetadata().getFinalizers().stream()
            .filter(finalizer -> !finalizer.equals(CrdNames.FINALIZER))
            .toList();
    return send(new JsonPatch<>(object).set("/metadata/finalizers", left));
  }

  /** A conflict is settled by looking anew. */
  private long send(JsonPatch<SpiderEndpoint> patch) {
    try {
      patch.send(client);
      return 0;
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          ? settings.retryFirstMs()
          : againOnConflict(e);
    }
  }

  private long againOnConflict(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return settings.retryFirstMs();
    }
    throw e;
  }
}
