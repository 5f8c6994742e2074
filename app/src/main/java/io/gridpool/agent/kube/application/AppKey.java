package io.gridpool.agent.kube.application;

import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An application by name; another life of the same name is the same key. */
record AppKey(AppKind kind, String namespace, String name) {
  private static final int LABEL_LENGTH_MAX = 63;

  /** The application that a pool was made for; empty where it was made by hand. */
  static Optional<AppKey> of(SpiderIPPool pool) {
    Map<String, String> labels =
        Objects.requireNonNullElse(pool.getMetadata().getLabels(), Map.of());
    if (!labels.containsKey(CrdNames.LABEL_APP_NAME)
        || pool.getSpec() == null
        || pool.getSpec().podAffinity() == null) {
      return Optional.empty();
    }
    // Labels cannot hold every name; the selector can.
    Map<String, String> app =
        Objects.requireNonNullElse(pool.getSpec().podAffinity().getMatchLabels(), Map.of());
    return AppKind.of(app.getOrDefault(CrdNames.AFFINITY_APP + "kind", ""))
        .map(kind ->
            new AppKey(
                kind,
                app.getOrDefault(CrdNames.AFFINITY_APP + "namespace", ""),
                app.getOrDefault(CrdNames.AFFINITY_APP + "name", "")));
  }

  /** A text as the value of a label: cut to what is allowed. */
  static String labelled(String text) {
    String cut = text.substring(0, Math.min(text.length(), LABEL_LENGTH_MAX));
    return cut.replaceAll("[^A-Za-z0-9]+$", "");
  }

  /** The five keys by which the pods of the application are told. */
  Map<String, String> affinity() {
    return Map.of(
        CrdNames.AFFINITY_APP + "api-group",
        kind.group(),
        CrdNames.AFFINITY_APP + "api-version",
        "v1",
        CrdNames.AFFINITY_APP + "kind",
        kind.kind(),
        CrdNames.AFFINITY_APP + "namespace",
        namespace,
        CrdNames.AFFINITY_APP + "name",
        name);
  }

  @Override
  public String toString() {
    return kind.kind() + " " + namespace + "/" + name;
  }
}
