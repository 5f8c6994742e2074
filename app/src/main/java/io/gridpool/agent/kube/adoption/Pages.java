package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.grid.TryLaterException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Whole lists, page by page. Errors: {@link TryLaterException} when the API server fails. */
final class Pages {
  private static final long PAGE = 500L;

  private Pages() {}

  /** Every object of a kind, in all namespaces. */
  static <T extends HasMetadata> void each(
      KubernetesClient client, Class<T> kind, Consumer<T> visitor) {
    pages(
        kind.getSimpleName(), page -> client.resources(kind).inAnyNamespace().list(page), visitor);
  }

  /** Every pod bound to a node. */
  static void podsOf(KubernetesClient client, String node, Consumer<Pod> visitor) {
    pages(
        "the pods of " + node,
        page -> client.pods().inAnyNamespace().withField("spec.nodeName", node).list(page),
        pod -> {
          // A server that cannot filter sends them all.
          if (pod.getSpec() != null && node.equals(pod.getSpec().getNodeName())) {
            visitor.accept(pod);
          }
        });
  }

  /** Every pod of a namespace. */
  static void podsIn(KubernetesClient client, String namespace, Consumer<Pod> visitor) {
    pages(
        "the pods of " + namespace,
        page -> client.pods().inNamespace(namespace).list(page),
        visitor);
  }

  private static <T extends HasMetadata> void pages(
      String what,
      Function<ListOptions, ? extends KubernetesResourceList<T>> lister,
      Consumer<T> visitor) {
    try {
      String next = null;
      do {
        var list =
            lister.apply(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
        list.getItems().forEach(visitor);
        next = list.getMetadata().getContinue();
      } while (next != null && !next.isEmpty());
    } catch (KubernetesClientException e) {
      throw new TryLaterException(
          "the API server does not list " + what + ": " + e.getMessage(), e);
    }
  }
}
