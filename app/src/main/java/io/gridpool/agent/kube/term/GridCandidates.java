package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.Candidate;
import io.gridpool.grid.Candidates;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.codec.LedgerCodec;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agents that could take a seat, in the status of the {@link Grid} object. The list is short:
 * seats need few, and a large cluster must not write them all into one object.
 *
 * <p>Thread: any; calls block. Errors: {@link TryLaterException}.
 */
public final class GridCandidates implements Candidates {
  /** The most agents in the list; who comes later is not needed. */
  static final int CANDIDATES_MAX = 32;

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final int TRIES_MAX = 10;

  private final KubernetesClient client;
  private final int seatsWanted;

  /**
   * Candidates in the cluster's Grid object.
   *
   * @param seatsWanted {@code spec.seats} of the object where this is the one to make it
   */
  public GridCandidates(KubernetesClient client, int seatsWanted) {
    this.client = client;
    this.seatsWanted = seatsWanted;
  }

  @Override
  public List<Candidate> list() {
    try {
      return read().map(GridCandidates::announced).orElse(List.of()).stream()
          .map(agent ->
              new Candidate(
                  agent.node(),
                  Objects.requireNonNullElse(agent.zone(), ""),
                  agent.memberAddress(),
                  agent.agentAddress(),
                  Objects.requireNonNullElse(agent.reads(), LedgerCodec.LEVEL_FIRST)))
          .toList();
    } catch (KubernetesClientException e) {
      throw new TryLaterException("the API server did not answer for the Grid object", e);
    }
  }

  @Override
  public boolean announce(Candidate own) {
    try {
      Grid.Agent said =
          new Grid.Agent(
              own.node(), zone(own.node()), own.memberAddress(), own.agentAddress(), own.reads());
      for (int i = 0; i < TRIES_MAX; i++) {
        Optional<Boolean> listed = said(said);
        if (listed.isPresent()) {
          return listed.get();
        }
      }
      throw new TryLaterException("the Grid object changes too often");
    } catch (KubernetesClientException e) {
      throw new TryLaterException("this agent could not announce itself: " + e.getMessage(), e);
    }
  }

  @Override
  public void withdraw(Candidate own) {
    try {
      boolean written = false;
      for (int i = 0; i < TRIES_MAX && !written; i++) {
        Grid grid = read().orElseGet(this::create);
        List<Grid.Agent> left = new ArrayList<>(announced(grid));
        Grid.Status before = grid.getStatus();
        boolean listed = left.removeIf(agent -> agent.node().equals(own.node()));
        if (!listed || before == null) {
          return;
        }
        grid.setStatus(before.withCandidates(left));
        written = written(grid);
      }
    } catch (KubernetesClientException e) {
      throw new TryLaterException("this agent could not withdraw: " + e.getMessage(), e);
    }
  }

  /** Whether it is listed now; empty: somebody else wrote first. */
  private Optional<Boolean> said(Grid.Agent said) {
    Grid grid = read().orElseGet(this::create);
    List<Grid.Agent> announced = new ArrayList<>(announced(grid));
    if (announced.contains(said)) {
      return Optional.of(true);
    }
    announced.removeIf(agent -> agent.node().equals(said.node()));
    if (announced.size() >= CANDIDATES_MAX && !hasSeat(grid, said.node())) {
      return Optional.of(false);
    }
    announced.add(said);
    Grid.Status before = grid.getStatus();
    grid.setStatus(
        before == null
            ? new Grid.Status(null, null, null, null, null, null, null, announced, null, null, null)
            : before.withCandidates(announced));
    return written(grid) ? Optional.of(true) : Optional.empty();
  }

  /** The agent of a seat is always listed: what its program reads must be known. */
  private static boolean hasSeat(Grid grid, String node) {
    Grid.Status status = grid.getStatus();
    return status != null
        && status.seats() != null
        && status.seats().stream().anyMatch(seat -> seat.node().equals(node));
  }

  private boolean written(Grid grid) {
    try {
      FaultPoint.GRID_WRITE.before();
      var _ = client.resource(grid).updateStatus();
      FaultPoint.GRID_WRITE.after();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private Optional<Grid> read() {
    return Optional.ofNullable(client.resources(Grid.class).withName(Grid.NAME).get());
  }

  private Grid create() {
    Grid fresh = new Grid();
    fresh.setMetadata(new ObjectMetaBuilder().withName(Grid.NAME).build());
    fresh.setSpec(new Grid.Spec(seatsWanted));
    try {
      FaultPoint.GRID_CREATE.before();
      Grid made = client.resource(fresh).create();
      FaultPoint.GRID_CREATE.after();
      return made;
    } catch (KubernetesClientException e) {
      return read().orElseThrow(() -> e);
    }
  }

  private static List<Grid.Agent> announced(Grid grid) {
    Grid.Status status = grid.getStatus();
    return status == null ? List.of() : Objects.requireNonNullElse(status.candidates(), List.of());
  }

  private @Nullable String zone(String node) {
    Node object = client.nodes().withName(node).get();
    Map<String, String> labels = object == null ? null : object.getMetadata().getLabels();
    return labels == null ? null : labels.get(ZONE);
  }
}
