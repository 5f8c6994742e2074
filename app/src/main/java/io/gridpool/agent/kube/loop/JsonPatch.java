package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.fault.FaultPoint;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JSON patch (RFC 6902) that sets fields of one object, and only over the version that was read:
 * a younger one answers 409.
 *
 * <p>Not a merge patch: servers do not agree on what a merge does to a list.
 *
 * @param <T> kind of object
 */
public final class JsonPatch<T extends HasMetadata> {
  private final T object;
  private final List<Map<String, Object>> operations = new ArrayList<>();

  /** A patch over {@code object} as it was read. */
  public JsonPatch(T object) {
    this.object = object;
  }

  /** Sets what stands at {@code path}; all but its last step must exist. */
  public JsonPatch<T> set(String path, Object value) {
    operations.add(Map.of("op", "add", "path", path, "value", value));
    return this;
  }

  /** Sets one entry of a map of texts, made here if the object has none. */
  public JsonPatch<T> setEntry(String map, Map<String, String> before, String key, String value) {
    return before.isEmpty()
        ? set(map, Map.of(key, value))
        : set(map + "/" + key.replace("~", "~0").replace("/", "~1"), value);
  }

  /** Whether there is nothing to set. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /** What it sets, in the order asked. */
  public List<Map<String, Object>> operations() {
    return List.copyOf(operations);
  }

  /** Sends it for the object itself; errors are the client's. */
  public void send(KubernetesClient client) {
    var _ = sendAndGet(client);
  }

  /** The same; answers the object as it is now. */
  public T sendAndGet(KubernetesClient client) {
    FaultPoint.OBJECT_PATCH.before();
    T now = client.resource(object).patch(PatchContext.of(PatchType.JSON), text(client));
    FaultPoint.OBJECT_PATCH.after();
    return now;
  }

  /** The same, but false when the object changed since it was read, or is gone. */
  public boolean trySend(KubernetesClient client) {
    try {
      send(client);
      return true;
    } catch (KubernetesClientException e) {
      return conflict(e);
    }
  }

  private static boolean conflict(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
      return false;
    }
    throw e;
  }

  /** Sends it for the object's status; false as {@link #trySend}. */
  public boolean trySendStatus(KubernetesClient client) {
    try {
      var _ = sendStatus(client);
      return true;
    } catch (KubernetesClientException e) {
      return conflict(e);
    }
  }

  /** Sends it for the object's status; answers the object as it is now. */
  public T sendStatus(KubernetesClient client) {
    FaultPoint.STATUS_PATCH.before();
    T after =
        client
            .resource(object)
            .subresource("status")
            .patch(PatchContext.of(PatchType.JSON), text(client));
    FaultPoint.STATUS_PATCH.after();
    return after;
  }

  private String text(KubernetesClient client) {
    List<Map<String, Object>> all = new ArrayList<>(operations);
    all.add(
        Map.of(
            "op",
            "replace",
            "path",
            "/metadata/resourceVersion",
            "value",
            object.getMetadata().getResourceVersion()));
    return client.getKubernetesSerialization().asJson(all);
  }
}
