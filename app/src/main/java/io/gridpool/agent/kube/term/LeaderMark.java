package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.fault.FaultPoint;
import java.util.function.BooleanSupplier;

/**
 * Writes into the Grid object which node leads, for {@code kubectl get grid}: nothing reads it
 * back.
 *
 * <p>One write for each time this agent becomes the leader; the resource version keeps it from
 * overwriting the record of the term.
 */
public final class LeaderMark implements AutoCloseable {
  private static final long LOOK_MS = 1_000;

  private final KubernetesClient client;
  private final String node;
  private final BooleanSupplier leads;
  private final KeyLoop<String> loop;
  private boolean marked;

  /** Not started yet. */
  public LeaderMark(
      KubernetesClient client, KubeSettings settings, String node, BooleanSupplier leads) {
    this.client = client;
    this.node = node;
    this.leads = leads;
    this.loop = new KeyLoop<>("leader-mark", settings, name -> look());
  }

  /** Starts to look whether this agent leads. */
  public void start() {
    loop.start();
    loop.add(Grid.NAME);
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look() {
    boolean leading = leads.getAsBoolean();
    marked = leading && (marked || write());
    return LOOK_MS;
  }

  /** False while there is no record to write into. */
  private boolean write() {
    Grid grid = client.resources(Grid.class).withName(Grid.NAME).get();
    Grid.Status status = grid == null ? null : grid.getStatus();
    if (grid == null || status == null) {
      return false;
    }
    if (!node.equals(status.leader())) {
      grid.setStatus(status.withLeader(node));
      FaultPoint.LEADER_MARK.before();
      var _ = client.resource(grid).updateStatus();
      FaultPoint.LEADER_MARK.after();
    }
    return true;
  }
}
