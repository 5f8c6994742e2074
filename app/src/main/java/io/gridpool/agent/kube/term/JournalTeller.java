package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.fault.FaultPoint;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes into the Grid object how many leases an agent's journal holds while there is no ledger, so
 * that a person who decides sees which nodes can bring theirs. Written once for each number.
 */
final class JournalTeller {
  private final KubernetesClient client;

  JournalTeller(KubernetesClient client) {
    this.client = client;
  }

  void tell(String node, int leases) {
    Grid grid = client.resources(Grid.class).withName(Grid.NAME).get();
    if (grid == null || grid.getStatus() == null || isSaid(grid.getStatus(), node, leases)) {
      return;
    }
    List<Grid.JournalWord> words = new ArrayList<>(grid.getStatus().journals());
    words.removeIf(word -> word.node().equals(node) || !isSeat(grid.getStatus(), word.node()));
    words.add(
        new Grid.JournalWord(
            node, leases, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    grid.setStatus(
        grid.getStatus().withEvidence(new Grid.Evidence(grid.getStatus().declaredOff(), words)));
    try {
      FaultPoint.GRID_WRITE.before();
      var _ = client.resource(grid).updateStatus();
      FaultPoint.GRID_WRITE.after();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static boolean isSaid(Grid.Status status, String node, int leases) {
    return status.journals().stream()
        .anyMatch(word -> word.node().equals(node) && word.leases() == leases);
  }

  private static boolean isSeat(Grid.Status status, String node) {
    return status.seats() != null
        && status.seats().stream().anyMatch(seat -> seat.node().equals(node));
  }
}
