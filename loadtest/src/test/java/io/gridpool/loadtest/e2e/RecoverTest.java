package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.loadtest.e2e.Addresses.Net;
import io.gridpool.loadtest.process.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two machines of three that do not come back by themselves, and a person who says so with {@code
 * ./gridpool recover}. No row of the peer's, which has no majority to lose.
 */
@RealNodes
@Isolated
class RecoverTest {
  private static final int POOL_SIZE = 20;
  private static final List<String> OFF = List.of("n2", "n3");
  private static final Duration SEATS = Duration.ofMinutes(2);
  private static final Duration NEXT_TERM = Duration.ofMinutes(2);

  @Test
  void recover_twoNodesAreDeclaredOffAndTheThirdServesAlone(Scene scene) {
    Map<String, String> annotation = Annotations.ippool(scene.pool("v4", block(Net.V4, POOL_SIZE)));
    scene.pods().create(Workloads.daemonSet("each", annotation));
    List<Pod> each = scene.pods().running("each", RealCluster.NODES.size());
    List<String> addresses = each.stream().map(Pods::address).toList();
    Eventually.passes("a seat on each node", SEATS, RecoverTest::aSeatOnEachNode);
    long term = term();
    RealCluster.cluster("poweroff", OFF);
    Pod late;
    try {
      Eventually.passes("told", SEATS, () -> assertThat(ready()).isEqualTo("MajorityLost"));
      declareBoth();
      Eventually.passes("the next term", NEXT_TERM, () -> servesAfter(term));
      scene.pods().create(Workloads.podOn("n1", "late", annotation));
      late = scene.pods().running("late", 1).getFirst();
    } finally {
      RealCluster.cluster("poweron", OFF);
    }
    OFF.forEach(node ->
        RealCluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "node/" + node));
    assertThat(addresses).doesNotContain(Pods.address(late));
    List<Pod> after = new ArrayList<>(scene.pods().restarted("each", each, OFF));
    assertThat(after).extracting(Pods::address).containsExactlyInAnyOrderElementsOf(addresses);
    after.add(late);
    new Ledgered(scene).exactly(after, scene.poolName("v4"));
  }

  /** Nothing happens by looking, nor by naming a node without the last word. */
  private static void declareBoth() {
    assertThat(recover(0))
        .contains("0 of 3 seats are certainly gone, 2 must be")
        .contains("start the agents of n2, n3");
    assertThat(recover(1, "--node", "n2")).contains("two pods, one address");
    assertThat(recover(1, "--node", "n1", "--i-know-it-is-off")).contains("n1 is not off");
    assertThat(recover(0, "--node", "n2", "--i-know-it-is-off", "--why", "a drill"))
        .contains("n2 is declared off");
    assertThat(recover(0)).contains("1 of 3 seats are certainly gone, 2 must be");
    assertThat(recover(0, "--node", "n3", "--i-know-it-is-off")).contains("n3 is declared off");
  }

  private static String recover(int exit, String... words) {
    List<String> line = Stream.concat(Stream.of("recover"), Stream.of(words)).toList();
    Command.Output output = RealCluster.gridpool(line);
    assertThat(output.exit()).as("%s: %s%s", line, output.out(), output.err()).isEqualTo(exit);
    return output.out();
  }

  private static long term() {
    return Objects.requireNonNull(RealCluster.grid().term());
  }

  private static void aSeatOnEachNode() {
    List<Grid.Seat> seats = Objects.requireNonNull(RealCluster.grid().seats());
    assertThat(seats).extracting(Grid.Seat::node).hasSameElementsAs(RealCluster.NODES);
    assertThat(seats).extracting(Grid.Seat::standing).containsOnly("Seated");
  }

  private static void servesAfter(long term) {
    assertThat(term()).isGreaterThan(term);
    assertThat(ready()).isEqualTo("Serving");
  }

  /** The reason of the condition Ready. */
  private static String ready() {
    return Objects.requireNonNull(RealCluster.grid().conditions()).stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> condition.getReason())
        .findFirst()
        .orElse("");
  }
}
