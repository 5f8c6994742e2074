package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.List;
import java.util.Optional;

/** What somebody saw of a node. */
public enum NodeSight {
  /** Its kubelet reports. */
  READY,
  /** Its kubelet does not: pods may still run there. */
  NOT_READY,
  /** Its owner says with the out-of-service taint that it is off. */
  OUT_OF_SERVICE,
  /** There is no such node. */
  GONE;

  private static final String TAINT = "node.kubernetes.io/out-of-service";

  /** All that its object says. */
  public static NodeSight of(Node node) {
    boolean tainted =
        node.getSpec() != null
            && node.getSpec().getTaints().stream().anyMatch(taint -> taint.getKey().equals(TAINT));
    if (tainted) {
      return OUT_OF_SERVICE;
    }
    boolean ready =
        Optional.ofNullable(node.getStatus())
            .map(NodeStatus::getConditions)
            .orElse(List.of())
            .stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    return ready ? READY : NOT_READY;
  }

  /** Whether nothing can run there any more. */
  public boolean fenced() {
    return this == OUT_OF_SERVICE || this == GONE;
  }
}
