package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.Grid;

/** A person's word, kept in the Grid object, that a node is off and stays so. */
final class DeclaredOff {
  private final KubernetesClient client;

  DeclaredOff(KubernetesClient client) {
    this.client = client;
  }

  /** Whether it was said in the present term: its seat can never commit again. */
  boolean now(String node) {
    return said(node, 0);
  }

  /** Whether it was said in the present term or the one before: it cannot report either. */
  boolean lately(String node) {
    return said(node, 1);
  }

  private boolean said(String node, int termsAgoMax) {
    Grid grid = client.resources(Grid.class).withName(Grid.NAME).get();
    if (grid == null || grid.getStatus() == null || grid.getStatus().term() == null) {
      return false;
    }
    long term = grid.getStatus().term();
    return grid.getStatus().declaredOff().stream()
        .anyMatch(word -> word.node().equals(node) && term - word.term() <= termsAgoMax);
  }
}
