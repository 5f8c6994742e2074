package io.gridpool.agent.kube.endpoint;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gridpool.agent.kube.adoption.MirrorMark;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The SpiderEndpoint objects as the API server has them, and as this agent left them.
 *
 * <p>An object that was written here is not read again before the next write: each write names the
 * resourceVersion that it left, so an object that somebody else changed meanwhile is refused, and
 * then read. Each write answers false when it has to be tried again. Throws what the client throws.
 */
final class EndpointObjects {
  /**
   * The most objects that are remembered; others are read. A node has at most some hundred pods.
   */
  private static final int WRITTEN_MAX = 1_000;

  private final KubernetesClient client;
  private final EndpointShape shape;
  private final Cache<EndpointKey, SpiderEndpoint> written =
      Caffeine.newBuilder().maximumSize(WRITTEN_MAX).build();

  EndpointObjects(KubernetesClient client, EndpointShape shape) {
    this.client = client;
    this.shape = shape;
  }

  /** Reads the object of a key the next time. */
  void forget(EndpointKey key) {
    written.invalidate(key);
  }

  /** Whether {@link #find} needs no read. */
  boolean knows(EndpointKey key) {
    return written.getIfPresent(key) != null;
  }

  /** The object of a key, as this agent left it, else as the API server has it. */
  Optional<SpiderEndpoint> find(EndpointKey key) {
    SpiderEndpoint known = written.getIfPresent(key);
    return Optional.ofNullable(known != null ? known : resource(key).get());
  }

  private Resource<SpiderEndpoint> resource(EndpointKey key) {
    return client.resources(SpiderEndpoint.class).inNamespace(key.namespace()).withName(key.name());
  }

  /** Makes the object of an endpoint. */
  boolean create(Endpoint endpoint) {
    try {
      FaultPoint.ENDPOINT_CREATE.before();
      SpiderEndpoint object = client.resource(shape.object(endpoint)).create();
      FaultPoint.ENDPOINT_CREATE.after();
      written.put(endpoint.key(), object);
      return true;
    } catch (KubernetesClientException e) {
      return namespaceEnds(e) || lost(endpoint.key(), e);
    }
  }

  /** Without its namespace the pod goes too; reclaiming it ends this. */
  private static boolean namespaceEnds(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
            && String.valueOf(e.getMessage()).contains("being terminated"));
  }

  /** Brings an object to what its endpoint is. */
  boolean bring(SpiderEndpoint object, Endpoint endpoint) {
    if (object.getMetadata().getDeletionTimestamp() != null) {
      // Left from a pod of the same name: it has to go before a new one can stand here.
      var _ = send(endpoint.key(), withoutFinalizer(object));
      forget(endpoint.key());
      return false;
    }
    if (same(object, endpoint)) {
      written.put(endpoint.key(), object);
      return true;
    }
    return send(endpoint.key(), patch(object, endpoint)).isPresent();
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

  private JsonPatch<SpiderEndpoint> patch(SpiderEndpoint object, Endpoint endpoint) {
    List<String> finalizers =
        Stream.concat(object.getMetadata().getFinalizers().stream(), Stream.of(CrdNames.FINALIZER))
            .distinct()
            .toList();
    return new JsonPatch<>(object)
        .set("/metadata/finalizers", finalizers)
        .set("/metadata/ownerReferences", EndpointShape.owners(endpoint))
        .setEntry(
            "/metadata/annotations",
            annotations(object),
            MirrorMark.ANNOTATION,
            MirrorMark.of(endpoint))
        .set("/status", shape.status(endpoint, object.getStatus()));
  }

  /** The finalizer first: what is deleted after it is gone at once, and only as it was read. */
  boolean delete(EndpointKey key, SpiderEndpoint object) {
    Optional<SpiderEndpoint> free = send(key, withoutFinalizer(object));
    forget(key);
    return free.isPresent() && deleteFree(key, free.get());
  }

  private boolean deleteFree(EndpointKey key, SpiderEndpoint free) {
    try {
      FaultPoint.ENDPOINT_DELETE.before();
      var _ =
          client
              .resource(free)
              .lockResourceVersion(free.getMetadata().getResourceVersion())
              .delete();
      FaultPoint.ENDPOINT_DELETE.after();
      return true;
    } catch (KubernetesClientException e) {
      return lost(key, e);
    }
  }

  private static JsonPatch<SpiderEndpoint> withoutFinalizer(SpiderEndpoint object) {
    List<String> left =
        object.getMetadata().getFinalizers().stream()
            .filter(finalizer -> !finalizer.equals(CrdNames.FINALIZER))
            .toList();
    return new JsonPatch<>(object).set("/metadata/finalizers", left);
  }

  /** The object after a patch; empty when it is not as it was known. */
  private Optional<SpiderEndpoint> send(EndpointKey key, JsonPatch<SpiderEndpoint> patch) {
    try {
      SpiderEndpoint after = patch.sendAndGet(client);
      written.put(key, after);
      return Optional.of(after);
    } catch (KubernetesClientException e) {
      var _ = lost(key, e);
      return Optional.empty();
    }
  }

  /** Somebody else made, changed or deleted it: false, to look anew. */
  private boolean lost(EndpointKey key, KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
        && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw e;
    }
    forget(key);
    return false;
  }
}
