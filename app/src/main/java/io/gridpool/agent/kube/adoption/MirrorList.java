package io.gridpool.agent.kube.adoption;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.list.JsonList;
import io.gridpool.agent.kube.list.ListFormat;
import io.gridpool.agent.kube.list.ListRequest;
import io.gridpool.agent.kube.list.WholeList;
import io.gridpool.grid.TryLaterException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All SpiderEndpoints. Errors: {@link TryLaterException} when the API server fails.
 *
 * <p>Of their metadata only names and annotations are read: half of an object is {@code
 * managedFields}.
 */
public final class MirrorList {
  private static final ListRequest ALL =
      ListRequest.of(
          "apis/%s/%s"
              .formatted(
                  HasMetadata.getApiVersion(SpiderEndpoint.class),
                  HasMetadata.getPlural(SpiderEndpoint.class)));

  private static final ListFormat<SpiderEndpoint> FORMAT =
      new JsonList<>(Item.class).map(Item::object);

  private MirrorList() {}

  /** Reads them; {@code reader} says what to keep of each. */
  static <R> List<R> read(KubernetesClient client, Function<SpiderEndpoint, Stream<R>> reader) {
    try {
      return new WholeList(client, ALL).read(FORMAT, reader);
    } catch (KubernetesClientException e) {
      throw new TryLaterException(
          "the API server does not list SpiderEndpoints: " + e.getMessage(), e);
    }
  }

  /** Shows each of them, some twice where the API server fails amid its answer. */
  public static void each(KubernetesClient client, Consumer<SpiderEndpoint> visitor) {
    var _ =
        MirrorList.<Void>read(
            client,
            object -> {
              visitor.accept(object);
              return Stream.empty();
            });
  }

  /** One of the list. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Item(Metadata metadata, SpiderEndpoint.@Nullable Status status) {
    SpiderEndpoint object() {
      SpiderEndpoint object = new SpiderEndpoint();
      object.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(metadata.namespace())
              .withName(metadata.name())
              .withAnnotations(metadata.annotations())
              .build());
      object.setStatus(status);
      return object;
    }
  }

  /** Its metadata. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Metadata(
      String namespace, String name, @Nullable Map<String, String> annotations) {}
}
