package io.gridpool.agent.ipam;

import java.util.Map;

/** Name, labels and annotations of a namespace or a node. */
public record ObjectFacts(
    String name, Map<String, String> labels, Map<String, String> annotations) {
  public ObjectFacts {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
