package io.gridpool.agent.kube.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridpool.agent.ipam.MultusNetworks;
import io.gridpool.agent.kube.multus.NetworkLookup.PodNetwork;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a pod misses of some networks, as a JSON patch of its raw text: nothing that this agent does
 * not know of gets lost.
 */
final class PodPatch {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANNOTATIONS = "/metadata/annotations";
  private static final String FIRST = "/spec/containers/0/resources";

  private final JsonNode pod;
  private final String namespace;
  private final List<Map<String, Object>> operations = new ArrayList<>();

  PodPatch(JsonNode pod, String namespace) {
    this.pod = pod;
    this.namespace = namespace;
  }

  /** Errors: {@link IllegalArgumentException} for an annotation that cannot be read. */
  List<Map<String, Object>> with(List<PodNetwork> networks) {
    annotate(networks);
    List<String> missing =
        networks.stream()
            .map(PodNetwork::resource)
            .filter(resource -> !resource.isEmpty() && !isLimited(resource))
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      limit(missing);
    }
    return operations;
  }

  private void set(String path, Object value) {
    operations.add(Map.of("op", "add", "path", path, "value", value));
  }

  private static String step(String key) {
    return "/" + key.replace("~", "~0").replace("/", "~1");
  }

  private void annotate(List<PodNetwork> networks) {
    JsonNode annotations = pod.path("metadata").path("annotations");
    String written = annotations.path(MultusNetworks.NETWORKS).asText("").strip();
    List<EndpointKey> there = MultusNetworks.definitions(written, namespace);
    List<PodNetwork> added =
        networks.stream()
            .filter(one -> !there.contains(new EndpointKey(one.namespace(), one.name())))
            .toList();
    if (added.isEmpty()) {
      return;
    }
    String wanted = written.startsWith("[") ? json(written, added) : text(written, added);
    if (annotations.isObject()) {
      set(ANNOTATIONS + step(MultusNetworks.NETWORKS), wanted);
    } else {
      set(ANNOTATIONS, Map.of(MultusNetworks.NETWORKS, wanted));
    }
  }

  private static String text(String written, List<PodNetwork> added) {
    return String.join(
        ",",
        Stream.concat(
                written.isEmpty() ? Stream.empty() : Stream.of(written),
                added.stream().map(one -> one.namespace() + "/" + one.name()))
            .toList());
  }

  private static String json(String written, List<PodNetwork> added) {
    try {
      ArrayNode list = (ArrayNode) JSON.readTree(written);
      added.forEach(
          one -> list.addObject().put("name", one.name()).put("namespace", one.namespace()));
      return JSON.writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "annotation " + MultusNetworks.NETWORKS + " is no JSON", e);
    }
  }

  private boolean isLimited(String resource) {
    for (JsonNode container : pod.path("spec").path("containers")) {
      if (container.path("resources").path("limits").has(resource)) {
        return true;
      }
    }
    return false;
  }

  /** One device of each on the first container; a limit of such a resource is a request too. */
  private void limit(List<String> resources) {
    JsonNode standing = pod.path("spec").path("containers").path(0).path("resources");
    if (!standing.isObject()) {
      set(FIRST, Map.of());
    }
    if (!standing.path("limits").isObject()) {
      set(FIRST + "/limits", Map.of());
    }
    resources.forEach(resource -> set(FIRST + "/limits" + step(resource), "1"));
  }
}
