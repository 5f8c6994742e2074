package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.agent.ipam.PoolDetail.LabelSelector;
import io.gridpool.agent.ipam.PoolDetail.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a SpiderIPPool (JSON) into a {@link PoolDetail}; unknown keys are ignored. */
final class PoolDetailReader {
  private PoolDetailReader() {}

  /** Errors: {@link IllegalArgumentException} when the text is no JSON object. */
  static PoolDetail read(String json) {
    JsonNode spec = parse(json.isEmpty() ? "{}" : json);
    return new PoolDetail(
        spec.path("gateway").isTextual() ? spec.path("gateway").textValue() : null,
        routes(spec.path("routes")),
        spec.path("default").asBoolean(false),
        texts(spec.path("nodeName")),
        selector(spec.path("nodeAffinity")),
        texts(spec.path("namespaceName")),
        selector(spec.path("namespaceAffinity")),
        selector(spec.path("podAffinity")),
        texts(spec.path("multusName")));
  }

  private static JsonNode parse(String json) {
    try {
      return LenientJson.parse(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the pool's detail " + e.getMessage(), e);
    }
  }

  private static List<Route> routes(JsonNode array) {
    List<Route> routes = new ArrayList<>();
    array.forEach(r -> routes.add(new Route(r.path("dst").asText(), r.path("gw").asText())));
    return routes;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static @Nullable LabelSelector selector(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    node.path("matchLabels")
        .properties()
        .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
    List<Requirement> requirements = new ArrayList<>();
    node.path("matchExpressions")
        .forEach(e ->
            requirements.add(
                new Requirement(
                    e.path("key").asText(), e.path("operator").asText(), texts(e.path("values")))));
    return new LabelSelector(labels, requirements);
  }
}
