package io.gridpool.agent.kube.coordinator;

import java.util.List;

/** What a look at the cluster's own networks gave. */
sealed interface Finding {
  /** Networks in CIDR form, each once, in the order found. */
  record Networks(List<String> cidrs) implements Finding {
    public Networks {
      cidrs = cidrs.stream().distinct().toList();
    }
  }

  /** Nothing that can be used; {@code reason} is one sentence. */
  record Nothing(String reason) implements Finding {}
}
