package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.grid.TryLaterException;
import java.util.function.Consumer;

/**
 * Lists of kinds with few objects, page by page. Errors: {@link TryLaterException} when the API
 * server fails.
 */
final class Pages {
  private static final long PAGE = 500L;

  private Pages() {}

  /** Every object of a kind, in all namespaces. */
  static <T extends HasMetadata> void each(
      KubernetesClient client, Class<T> kind, Consumer<T> visitor) {
    try {
      String next = null;
      do {
        var options = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
        var list = client.resources(kind).inAnyNamespace().list(options);
        list.getItems().forEach(visitor);
        next = list.getMetadata().getContinue();
      } while (next != null && !next.isEmpty());
    } catch (KubernetesClientException e) {
      throw new TryLaterException(
          "the API server does not list " + kind.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
