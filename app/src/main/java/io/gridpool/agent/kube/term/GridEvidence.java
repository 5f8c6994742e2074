package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.reclaim.NodeSight;
import io.gridpool.grid.GroupEvidence;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is known of the seats: from the Grid object, from their nodes, and by a knock at
 * their agents' ports. Blocks; a knock takes at most {@link #KNOCK_LIMIT_MS}.
 */
public final class GridEvidence {
  /** How long a knock at one agent's port may take, in milliseconds. */
  static final int KNOCK_LIMIT_MS = 500;

  private final KubernetesClient client;

  public GridEvidence(KubernetesClient client) {
    this.client = client;
  }

  /** The Grid object; empty before the first agent made it. */
  public Optional<Grid> grid() {
    return Optional.ofNullable(client.resources(Grid.class).withName(Grid.NAME).get())
        .filter(grid -> grid.getStatus() != null && grid.getStatus().term() != null);
  }

  /** The evidence about each recorded seat, in the order of the record. */
  public List<SeatEvidence> seats(Grid.Status status) {
    return Objects.requireNonNullElse(status.seats(), List.<Grid.Seat>of()).stream()
        .map(seat -> seat(status, seat))
        .toList();
  }

  /** What all this proves about the group of the recorded term; empty without a record. */
  public static Optional<GroupEvidence> group(Grid grid, List<SeatEvidence> seats) {
    Set<String> off =
        seats.stream()
            .filter(SeatEvidence::off)
            .map(seat -> seat.seat().node())
            .collect(Collectors.toSet());
    return GridTermStore.record(grid).map(record -> GroupEvidence.of(record, off::contains));
  }

  private SeatEvidence seat(Grid.Status status, Grid.Seat seat) {
    Node node = client.nodes().withName(seat.node()).get();
    return new SeatEvidence(
        seat,
        node == null ? NodeSight.GONE : NodeSight.of(node),
        heardAt(node),
        answers(seat.agentAddress()),
        declared(status, seat.node()),
        status.journals().stream().filter(word -> word.node().equals(seat.node())).findFirst());
  }

  /** A person's word of the present term about a node. */
  static Optional<Grid.DeclaredOff> declared(Grid.Status status, String node) {
    return status.declaredOff().stream()
        .filter(word -> word.node().equals(node) && word.term().equals(status.term()))
        .findFirst();
  }

  private static String heardAt(@Nullable Node node) {
    if (node == null || node.getStatus() == null) {
      return "";
    }
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(NodeCondition::getLastHeartbeatTime)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  private static boolean answers(String agentAddress) {
    int colon = agentAddress.lastIndexOf(':');
    try (Socket probe = new Socket()) {
      int port = Integer.parseInt(agentAddress.substring(colon + 1));
      probe.connect(new InetSocketAddress(agentAddress.substring(0, colon), port), KNOCK_LIMIT_MS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
