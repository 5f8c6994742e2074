package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.LedgerInMemory;
import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.ops.Collector;
import io.gridpool.agent.ops.OtlpTraces;
import io.gridpool.agent.ops.TracingSettings;
import io.gridpool.agent.seat.Load;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tracing switched off, and tracing whose collector is of no use. */
class TracingTroubleTest {
  /** Two spans each: more than may wait for a collector. */
  private static final int CALLS = 3_000;

  private static final int ADDS = 20;

  /** For all of them; a wait of 5 s for the collector at each call would be four hours. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void whatIsSwitchedOffMakesNothingAndSendsNothing() throws Exception {
    Set<Thread> before = sendingThreads();
    try (Collector collector = new Collector();
        ServedNode node = new ServedNode(folder, new LedgerInMemory(), Traces.NONE)) {
      assertThat(
              node.add("web-0", ServedNode.POOL, "traceparent", "00-" + "7".repeat(32) + "-00-01")
                  .getIpsCount())
          .isEqualTo(1);
      assertThat(collector.requests()).isZero();
      assertThat(before).containsAll(sendingThreads());
    }
    var times = new MeasuredSeats(Measurements.NONE, Traces.NONE);
    assertThat(times.trace()).isEmpty();
    assertThat(times.hops(new Load(List.of(), List.of("00-x"))).traces()).isEmpty();
  }

  /** Those of other tests in this process. */
  private static Set<Thread> sendingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("BatchSpanProcessor"))
        .collect(Collectors.toSet());
  }

  @Test
  void aCollectorThatNeverAnswersHoldsUpNobody() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      addsGoOn("http://127.0.0.1:" + silent.getLocalPort());
    }
  }

  @Test
  void aCollectorThatIsNotThereHoldsUpNobody() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    addsGoOn("http://127.0.0.1:" + port);
  }

  private void addsGoOn(String endpoint) throws Exception {
    var settings = new TracingSettings(URI.create(endpoint), 1.0);
    try (OtlpTraces traces = OtlpTraces.open(settings, ServedNode.NODE, "test");
        ServedNode node = new ServedNode(folder, new LedgerInMemory(), traces)) {
      long startNs = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        traces.call(new Traces.Caller("", 0), "ADD").close();
      }
      for (int i = 0; i < ADDS; i++) {
        assertThat(node.add("web-" + i, ServedNode.POOL).getIpsCount()).isEqualTo(1);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(LIMIT);
    }
  }
}
