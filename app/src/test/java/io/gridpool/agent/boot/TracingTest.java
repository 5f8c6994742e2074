package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ops.Collector;
import io.gridpool.agent.ops.Collector.Seen;
import io.gridpool.agent.ops.OtlpTraces;
import io.gridpool.agent.seat.AgentsFixture;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls over a real socket, to real seats in other agents, as a collector sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String SEATS = "the seats";

  private Collector collector;
  private OtlpTraces ofSeats;
  private OtlpTraces ofNode;
  private AgentsFixture grid;
  private ServedNode node;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    collector = new Collector();
    ofSeats = OtlpTraces.open(collector.settings(), SEATS, "test");
    ofNode = OtlpTraces.open(collector.settings(), ServedNode.NODE, "test");
    grid =
        new AgentsFixture(
            folder,
            new MeasuredSeats(Measurements.NONE, ofSeats),
            new MeasuredSeats(Measurements.NONE, ofNode));
    node = new ServedNode(folder, grid.withoutSeat, ofNode);
  }

  @AfterAll
  void close() throws Exception {
    node.close();
    grid.close();
    ofNode.close();
    ofSeats.close();
    collector.close();
  }

  private Seen of(String trace, String nodeName, String name) {
    AgentsFixture.await(() -> found(trace, nodeName, name).isPresent(), nodeName + ": " + name);
    return found(trace, nodeName, name).orElseThrow();
  }

  private Optional<Seen> found(String trace, String nodeName, String name) {
    return collector.seen(name).stream()
        .filter(seen -> seen.trace().equals(trace) && seen.node().equals(nodeName))
        .findFirst();
  }

  private Seen followed(String name, String pod) {
    AgentsFixture.await(() -> !of(name, pod).isEmpty(), name + " of " + pod);
    return of(name, pod).getFirst();
  }

  private List<Seen> of(String name, String pod) {
    return collector.seen(name).stream()
        .filter(seen -> seen.attribute("k8s.pod.name").equals(pod))
        .toList();
  }

  @Test
  void anAddIsOneTraceFromThePluginsProcessToTheCommitInAnotherAgent() {
    long startedUnixNs =
        TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())
            - TimeUnit.MILLISECONDS.toNanos(30);
    String given =
        node.add(
                "web-0",
                ServedNode.POOL,
                "traceparent",
                "00-" + TRACE + "-" + SPAN + "-01",
                "gridpool-started",
                String.valueOf(startedUnixNs))
            .getIps(0)
            .getAddress();

    Seen plugin = of(TRACE, ServedNode.NODE, "cni ADD");
    assertThat(plugin.parent()).isEqualTo(SPAN);
    assertThat(plugin.span().getStartTimeUnixNano()).isEqualTo(startedUnixNs);
    Seen served = of(TRACE, ServedNode.NODE, "ipam ADD");
    assertThat(served.parent()).isEqualTo(plugin.id());
    for (String stage : List.of("queue", "hop", "fsync")) {
      assertThat(of(TRACE, ServedNode.NODE, stage).parent()).as(stage).isEqualTo(served.id());
    }
    Seen hop = of(TRACE, ServedNode.NODE, "hop");
    assertThat(of(TRACE, SEATS, "queue").parent()).isEqualTo(hop.id());
    Seen commit = of(TRACE, SEATS, "commit");
    assertThat(commit.parent()).isEqualTo(hop.id());
    assertThat(commit.span().getStartTimeUnixNano()).isLessThan(commit.span().getEndTimeUnixNano());

    assertThat(served.attribute("k8s.namespace.name")).isEqualTo("shop");
    assertThat(served.attribute("k8s.pod.name")).isEqualTo("web-0");
    assertThat(served.attribute("container.id")).isEqualTo("container-web-0");
    assertThat(served.attribute("gridpool.interface")).isEqualTo("eth0");
    assertThat(served.attribute("gridpool.addresses")).isEqualTo(given);
    assertThat(served.attribute("gridpool.pools")).isEqualTo(ServedNode.POOL);
  }

  @Test
  void aRefusalIsAnErrorWithItsSentence() {
    var refusal = node.add("web-1", "no-such-pool").getRefusal();
    Seen served = followed("ipam ADD", "web-1");
    assertThat(served.span().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(served.span().getStatus().getMessage()).isEqualTo(refusal.getMessage()).isNotEmpty();
    assertThat(served.attribute("gridpool.refusal.code"))
        .isEqualTo(String.valueOf(refusal.getCode()));
  }

  @Test
  void aCallWithoutATraceBeginsOneAndDelIsFollowedToItsCommitToo() {
    node.add("web-2", ServedNode.POOL, "gridpool-started", "soon", "traceparent", "nonsense");
    node.del("web-2");
    Seen added = followed("cni ADD", "web-2");
    Seen removed = followed("cni DEL", "web-2");
    assertThat(added.parent()).isEmpty();
    assertThat(removed.trace()).isNotEqualTo(added.trace());
    assertThat(of(removed.trace(), SEATS, "commit").span().getAttributesCount()).isPositive();
  }

  @Test
  void statusAndWhatItsTraceDoesNotWantAreNotFollowed() {
    node.status();
    node.add("quiet", ServedNode.POOL, "traceparent", "00-" + "7".repeat(32) + "-" + SPAN + "-00");
    node.add("web-3", ServedNode.POOL);
    var _ = followed("cni ADD", "web-3");
    assertThat(of("cni ADD", "quiet")).isEmpty();
    assertThat(collector.seen()).noneMatch(seen -> seen.trace().equals("7".repeat(32)));
    assertThat(collector.seen("cni STATUS")).isEmpty();
  }
}
