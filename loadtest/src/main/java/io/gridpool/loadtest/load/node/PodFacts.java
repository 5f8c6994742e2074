package io.gridpool.loadtest.load.node;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.loadtest.load.check.Invariants.Asker;

/**
 * What a hollow node knows of one life of a pod.
 *
 * @param owner kind and name of its controller; its own name without one
 * @param keeps whether its address belongs to its name: pods of StatefulSets
 * @param held whether it waits to be told to start
 */
public record PodFacts(
    String namespace,
    String name,
    String uid,
    String node,
    String owner,
    boolean keeps,
    boolean held) {
  /** Label of pods that start when the scenario says so. */
  public static final String HELD = "gridpool.io/load-held";

  static PodFacts of(Pod pod) {
    OwnerReference controller =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst()
            .orElse(null);
    boolean set = controller != null && controller.getKind().equals("StatefulSet");
    return new PodFacts(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getSpec().getNodeName(),
        controller == null ? pod.getMetadata().getName() : top(controller),
        set,
        pod.getMetadata().getLabels().containsKey(HELD));
  }

  /**
   * A Deployment's ReplicaSet is named after it, with one more word; the Deployment is the owner.
   */
  private static String top(OwnerReference controller) {
    String name = controller.getName();
    return controller.getKind().equals("ReplicaSet")
        ? "Deployment/" + name.substring(0, Math.max(0, name.lastIndexOf('-')))
        : controller.getKind() + "/" + name;
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  Asker asker() {
    return new Asker(key(), uid, owner, keeps);
  }
}
