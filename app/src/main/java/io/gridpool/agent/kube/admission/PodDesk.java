package io.gridpool.agent.kube.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.multus.NetworkLookup;
import io.gridpool.agent.kube.multus.NetworkLookup.PodNetwork;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives pods the networks of the group that they or their namespace name, and the devices that go
 * with these.
 *
 * <p>Source: reference §7.8. What a user wrote stays: networks of the group are added behind those
 * of the pod's own annotation (the peer overwrites it).
 */
final class PodDesk {
  /** The peer's path. */
  static final String PATH = "/mutate--v1-pod";

  /** In the order in which they count. */
  private static final List<String> GROUPS = List.of(CrdNames.INJECT_RDMA, CrdNames.INJECT_NETWORK);

  private final KubernetesClient client;
  private final NetworkLookup lookup;
  private final InjectionSettings settings;

  PodDesk(KubernetesClient client, InjectionSettings settings) {
    this.client = client;
    this.lookup = new NetworkLookup(client);
    this.settings = settings;
  }

  private record Group(String key, String name) {}

  boolean serves(String path) {
    return settings.enabled() && path.equals(PATH);
  }

  /** Answers one review. Errors: {@link IllegalArgumentException} for what is no review. */
  String answer(String text) {
    ReviewPaper paper = new ReviewPaper(text);
    JsonNode pod = paper.request().path("object");
    String namespace = paper.request().path("namespace").asText();
    // Pods of the node's own network have no NICs to give.
    if (settings.concerns(namespace)
        && pod.isObject()
        && !pod.path("spec").path("hostNetwork").asBoolean()) {
      try {
        inject(paper, pod, namespace);
      } catch (IllegalArgumentException e) {
        paper.deny(HttpURLConnection.HTTP_FORBIDDEN, String.valueOf(e.getMessage()));
      } catch (KubernetesClientException e) {
        paper.deny(
            HttpURLConnection.HTTP_UNAVAILABLE,
            "try again later, networks cannot be found now: " + e.getMessage());
      }
    }
    return paper.text();
  }

  private void inject(ReviewPaper paper, JsonNode pod, String namespace) {
    Optional<Group> group = group(pod, namespace);
    if (group.isEmpty()) {
      return;
    }
    List<PodNetwork> networks = lookup.group(group.get().key(), group.get().name());
    if (networks.isEmpty()) {
      throw new IllegalArgumentException(
          "no SpiderMultusConfig with annotation "
              + group.get().key()
              + " = "
              + group.get().name()
              + " was found");
    }
    paper.amend(
        client.getKubernetesSerialization().asJson(new PodPatch(pod, namespace).with(networks)));
  }

  private Optional<Group> group(JsonNode pod, String namespace) {
    JsonNode own = pod.path("metadata").path("annotations");
    Map<String, String> ofNamespace = namespaceAnnotations(namespace);
    return GROUPS.stream()
        .map(key -> new Group(key, own.path(key).asText(ofNamespace.getOrDefault(key, ""))))
        .filter(group -> !group.name().isEmpty())
        .findFirst();
  }

  private Map<String, String> namespaceAnnotations(String name) {
    Namespace found = client.namespaces().withName(name).get();
    return found == null
        ? Map.of()
        : Objects.requireNonNullElse(found.getMetadata().getAnnotations(), Map.of());
  }
}
