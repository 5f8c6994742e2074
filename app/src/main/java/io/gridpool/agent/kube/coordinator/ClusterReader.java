package io.gridpool.agent.kube.coordinator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what tells of the cluster's own networks, each time from the API server.
 *
 * <p>What is not there, or not allowed to be read, is empty. Errors: {@link
 * KubernetesClientException} where the API server does not answer.
 */
final class ClusterReader {
  private final KubernetesClient client;

  ClusterReader(KubernetesClient client) {
    this.client = client;
  }

  /** The texts of a ConfigMap. */
  Optional<Map<String, String>> configMap(ConfName name) {
    try {
      ConfigMap map = client.configMaps().inNamespace(name.namespace()).withName(name.name()).get();
      return Optional.ofNullable(map)
          .map(found -> Objects.requireNonNullElse(found.getData(), Map.of()));
    } catch (KubernetesClientException e) {
      return absent(e);
    }
  }

  /** The arguments of the kube-controller-managers that run as pods. */
  List<String> controllerManagerArguments() {
    try {
      return client
          .pods()
          .inNamespace("kube-system")
          .withLabel("component", "kube-controller-manager")
          .list()
          .getItems()
          .stream()
          .flatMap(pod -> arguments(pod).stream())
          .toList();
    } catch (KubernetesClientException e) {
      return this.<List<String>>absent(e).orElse(List.of());
    }
  }

  private static List<String> arguments(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container ->
            Stream.concat(container.getCommand().stream(), container.getArgs().stream()))
        .toList();
  }

  /** All objects of a cluster-wide kind; empty where the cluster does not know it. */
  Optional<List<GenericKubernetesResource>> all(ResourceDefinitionContext kind) {
    try {
      return Optional.of(client.genericKubernetesResources(kind).list().getItems());
    } catch (KubernetesClientException e) {
      return absent(e);
    }
  }

  private <T> Optional<T> absent(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
      return Optional.empty();
    }
    throw e;
  }
}
