package io.gridpool.agent.kube.recover;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.adoption.NodeLeases;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.term.GridEvidence;
import io.gridpool.agent.kube.term.SeatEvidence;
import io.gridpool.fault.FaultPoint;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The evidence about a lost majority, and a person's word about a node. It needs the API server
 * only: no agent has to run.
 */
public final class Recovery implements AutoCloseable {
  private static final int TRIES_MAX = 10;
  private static final int DECLARED_MAX = 64;
  private static final int WHY_LENGTH_MAX = 512;
  private static final int PODS_NAMED_MAX = 10;
  private static final String EVENT_NAMESPACE = "default";

  private final KubernetesClient client;
  private final GridEvidence evidence;

  /** A recovery through a client, which is closed with it. */
  public Recovery(KubernetesClient client) {
    this.client = client;
    this.evidence = new GridEvidence(client);
  }

  /** Connects by a kubeconfig, or without one by what the environment says. */
  public static Recovery open(Optional<Path> kubeconfig) {
    Config config =
        kubeconfig
            .map(file -> Config.fromKubeconfig(file.toFile()))
            .orElseGet(() -> Config.autoConfigure(null));
    return new Recovery(new KubernetesClientBuilder().withConfig(config).build());
  }

  /** The evidence, line by line. Errors: {@link KubernetesClientException}. */
  public List<String> evidence() {
    Optional<Grid> grid = evidence.grid();
    if (grid.isEmpty()) {
      return List.of("there is no Grid object with a term: no ledger was ever formed here");
    }
    Grid.Status status = grid.get().getStatus();
    List<SeatEvidence> seats = evidence.seats(status);
    NodeLeases leases = NodeLeases.read(client);
    List<String> lines = new ArrayList<>();
    lines.add(
        "term "
            + status.term()
            + (Boolean.TRUE.equals(status.formed())
                ? ", formed, group " + status.group()
                : ", not formed yet"));
    seats.forEach(seat -> lines.add(line(seat, leases)));
    lines.addAll(GridVerdict.of(grid.get(), seats));
    return lines;
  }

  private static String line(SeatEvidence seat, NodeLeases leases) {
    String node = seat.seat().node();
    return "seat "
        + seat.seat().memberAddress()
        + ": "
        + seat.text()
        + "; journal: "
        + seat.journal()
            .map(word -> word.leases() + " leases, said at " + word.at())
            .orElse("nothing said since the majority was lost")
        + "; mirror: "
        + leases.mirroredOn(node)
        + " endpoints; pods without a known address: "
        + leases.unknownPodsOn(node).size();
  }

  /** What it means to declare a node off. */
  public List<String> consequence(String node) {
    List<String> unknown = NodeLeases.read(client).unknownPodsOn(node);
    List<String> lines = new ArrayList<>();
    lines.add(
        "You are about to say that node " + node + " is off and does not come back by itself.");
    lines.add(
        "Its seat then counts as gone for good, and a new term of the ledger may begin without it."
            + " If the node only is cut off or frozen, its pods run on, and an address that only it"
            + " knows of can be given to another pod: two pods, one address.");
    lines.add(
        unknown.isEmpty()
            ? "All pods of the node have their addresses in the mirror; they stay theirs."
            : unknown.size()
                + " pods of the node may hold addresses that nobody else knows: "
                + String.join(", ", unknown.subList(0, Math.min(PODS_NAMED_MAX, unknown.size()))));
    lines.add(
        "Switch the machine off, or cut it off from the pods' network, then repeat the command with"
            + " --i-know-it-is-off.");
    return lines;
  }

  /**
   * Records a person's word that a node is off, for the present term, with their name and the time.
   * Refused, as a sentence, when the node's agent answers.
   */
  public Declared declare(String node, String why) {
    for (int i = 0; i < TRIES_MAX; i++) {
      Grid grid = evidence.grid().orElse(null);
      if (grid == null) {
        return new Declared(false, "there is no Grid object with a term: nothing to recover");
      }
      Optional<SeatEvidence> answering =
          evidence.seats(grid.getStatus()).stream()
              .filter(seat -> seat.seat().node().equals(node) && seat.answers())
              .findFirst();
      if (answering.isPresent()) {
        String address = answering.get().seat().agentAddress();
        return new Declared(false, node + " is not off: its agent answers at " + address);
      }
      if (client.nodes().withName(node).get() == null && !isSeat(grid.getStatus(), node)) {
        return new Declared(false, "there is no node " + node);
      }
      if (write(grid, node, why)) {
        return new Declared(
            true, node + " is declared off for term " + grid.getStatus().term() + " by " + me());
      }
    }
    return new Declared(false, "the Grid object changes too often: try again");
  }

  /** What became of a declaration. */
  public record Declared(boolean recorded, String message) {}

  private static boolean isSeat(Grid.Status status, String node) {
    return status.seats() != null
        && status.seats().stream().anyMatch(seat -> seat.node().equals(node));
  }

  private boolean write(Grid grid, String node, String why) {
    Grid.Status status = grid.getStatus();
    List<Grid.DeclaredOff> words = new ArrayList<>(status.declaredOff());
    words.removeIf(word -> word.node().equals(node));
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String reason = why.substring(0, Math.min(why.length(), WHY_LENGTH_MAX));
    long term = Objects.requireNonNull(status.term());
    words.add(new Grid.DeclaredOff(node, term, me(), now, reason));
    List<Grid.DeclaredOff> kept =
        words.subList(Math.max(0, words.size() - DECLARED_MAX), words.size());
    grid.setStatus(status.withEvidence(new Grid.Evidence(kept, status.journals())));
    try {
      FaultPoint.GRID_WRITE.before();
      Grid written = client.resource(grid).updateStatus();
      FaultPoint.GRID_WRITE.after();
      new EventWriter(client, EVENT_NAMESPACE)
          .warn(written, "NodeDeclaredOff", node + " was declared off by " + me() + ": " + reason);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** The caller as the API server knows them, else as their machine does. */
  private String me() {
    return WhoAmI.of(client);
  }

  @Override
  public void close() {
    client.close();
  }
}
