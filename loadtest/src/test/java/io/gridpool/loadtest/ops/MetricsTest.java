package io.gridpool.loadtest.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The metrics of real agents tell what was done, under the names that are promised. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What dashboards, alerts and documents may name. */
  private static final Path LIST = Path.of("../charts/test/metrics.txt");

  private OpsGrid grid;
  private AgentProcess leader;

  @BeforeAll
  void start() throws IOException {
    grid = OpsGrid.start(Path.of("target/metrics"), "127.0.86");
    leader = grid.leader();
    // A round trip first: what an agent counts exists once it was asked for.
    grid.stop(grid.start(grid.pod("first", leader, "demo-v4")).orElseThrow());
  }

  /** Who has just got the lead reads the whole after a moment. */
  @BeforeEach
  void awaitTheWhole() {
    Await.until(
        "who leads tells of the ledger",
        LIMIT,
        () -> leading().names().contains("gridpool_pool_addresses"));
  }

  @AfterAll
  void stop() {
    grid.close();
  }

  /** All agents together, because the lead may move on a machine that is busy. */
  private Scrape scrape() {
    return grid.agents().stream()
        .map(agent -> Scrape.of(agent.plan().httpUrl()))
        .reduce(Scrape::plus)
        .orElseThrow();
  }

  private Scrape leading() {
    return Scrape.of(grid.leader().plan().httpUrl());
  }

  private double more(Scrape before, String name, String label) {
    return scrape().of(name, label) - before.of(name, label);
  }

  /** Gauges are read anew once in a while only. */
  private void awaitMore(Scrape before, String name, String label, double wanted) {
    Await.until(
        name + "{" + label + "} by " + wanted, LIMIT, () -> more(before, name, label) == wanted);
  }

  @Test
  void everyAddPassesTheStagesOnce() {
    Scrape before = scrape();
    List<Sandbox> given =
        Stream.of("stage-1", "stage-2", "stage-3")
            .map(name -> grid.start(grid.pod(name, leader, "demo-v4")).orElseThrow())
            .toList();
    awaitMore(before, "spiderpool_ipam_allocation_counts_total", "", 3);
    assertThat(more(before, "spiderpool_ipam_allocation_failure_counts_total", "")).isZero();
    assertThat(more(before, "spiderpool_ipam_allocation_duration_seconds_count", "")).isEqualTo(3);
    for (String stage : List.of("queue", "commit", "fsync")) {
      assertThat(more(before, "gridpool_add_stage_seconds_count", "stage=\"" + stage + "\""))
          .as(stage)
          .isEqualTo(3);
    }
    awaitMore(before, "gridpool_journal_records", "", 3);
    assertThat(more(before, "gridpool_journal_written_records_total", "")).isEqualTo(3);
    assertThat(more(before, "gridpool_journal_bytes", "")).isPositive();
    assertThat(leading().of("gridpool_journal_writable", "")).isEqualTo(1);
    awaitMore(before, "gridpool_ledger_leases", "", 3);
    awaitMore(before, "gridpool_pool_addresses", state("demo-v4", "used"), 3);
    given.forEach(grid::stop);
    awaitMore(before, "spiderpool_ipam_release_counts_total", "", 3);
    awaitMore(before, "gridpool_pool_addresses", state("demo-v4", "used"), 0);
    assertThat(scrape().of("gridpool_pool_addresses", state("demo-v4", "cooldown")))
        .isGreaterThanOrEqualTo(3);
  }

  private static String state(String pool, String state) {
    return "pool=\"" + pool + "\",state=\"" + state + "\"";
  }

  @Test
  void anAddOfAnAgentThatDoesNotLeadHops() {
    AgentProcess other = grid.follower();
    Scrape before = Scrape.of(other.plan().httpUrl());
    grid.stop(grid.start(grid.pod("hop", other, "demo-v4")).orElseThrow());
    Await.until(
        "one hop",
        LIMIT,
        () ->
            Scrape.of(other.plan().httpUrl())
                    .of("gridpool_add_stage_seconds_count", "stage=\"hop\"")
                == before.of("gridpool_add_stage_seconds_count", "stage=\"hop\"") + 1);
  }

  @Test
  void eachRefusalCountsUnderItsOwnReason() {
    Scrape before = scrape();
    assertThat(grid.start(grid.pod("bad", leader, "broken\""))).isEmpty();
    assertThat(grid.start(grid.pod("nowhere", leader, "no-such-pool"))).isEmpty();
    List<Sandbox> tight =
        Stream.of("tight-1", "tight-2")
            .map(name -> grid.start(grid.pod(name, leader, "demo-tight")).orElseThrow())
            .toList();
    assertThat(grid.start(grid.pod("tight-3", leader, "demo-tight"))).isEmpty();
    awaitMore(before, "gridpool_add_refusals_total", "reason=\"wrong_input\"", 2);
    assertThat(more(before, "gridpool_add_refusals_total", "reason=\"no_pool\"")).isZero();
    assertThat(more(before, "gridpool_add_refusals_total", "reason=\"used_up\"")).isEqualTo(1);
    assertThat(more(before, "gridpool_add_refusals_total", "reason=\"internal\"")).isZero();
    String peer = "spiderpool_ipam_allocation_";
    assertThat(more(before, peer + "failure_counts_total", "")).isEqualTo(3);
    assertThat(more(before, peer + "err_no_available_pool_counts_total", "")).isZero();
    assertThat(more(before, peer + "err_ip_used_out_counts_total", "")).isEqualTo(1);
    assertThat(more(before, peer + "err_internal_counts_total", "")).isZero();
    assertThat(more(before, peer + "err_retries_exhausted_counts_total", "")).isZero();
    awaitMore(before, "gridpool_pools_used_up", "", 1);
    assertThat(
            scrape()
                .of("spiderpool_debug_ippool_available_ip_counts", "SpiderIPPool=\"demo-tight\""))
        .isZero();
    tight.forEach(grid::stop);
  }

  @Test
  void aPodThatVanishesIsReclaimedForThatReason() {
    Scrape before = scrape();
    Pod pod = grid.pod("vanishes", leader, "demo-v4");
    var _ = grid.start(pod).orElseThrow();
    grid.delete(pod);
    awaitMore(before, "gridpool_reclaimed_leases_total", "reason=\"pod_gone\"", 1);
    assertThat(more(before, "spiderpool_ip_gc_counts_total", "")).isEqualTo(1);
  }

  @Test
  void theWholeIsToldByTheLeaderAlone() {
    Scrape whole = leading();
    Scrape other = Scrape.of(grid.follower().plan().httpUrl());
    assertThat(whole.of("gridpool_leader", "")).isEqualTo(1);
    assertThat(whole.of("gridpool_term", "")).isEqualTo(1);
    assertThat(whole.of("gridpool_seats_held", "")).isEqualTo(1);
    assertThat(whole.of("gridpool_seats_wanted", "")).isEqualTo(3);
    assertThat(whole.of("gridpool_seats_taken", "")).isEqualTo(3);
    assertThat(whole.of("spiderpool_total_ippool_counts", "")).isEqualTo(4);
    assertThat(whole.of("gridpool_pool_addresses", state("demo-tight", "total"))).isEqualTo(2);
    assertThat(other.of("gridpool_leader", "")).isZero();
    assertThat(other.names()).doesNotContain("gridpool_pool_addresses", "gridpool_seats_taken");
  }

  @Test
  void theListOfNamesIsWhatAgentsExport() throws IOException {
    Set<String> exported = new TreeSet<>(scrape().names());
    Files.write(Path.of("target/metrics/metrics.txt"), exported);
    assertThat(exported).containsExactlyElementsOf(Files.readAllLines(LIST));
  }

  @Test
  void everyNameThatSpiderpoolDocumentsExists() {
    Set<String> names = scrape().names();
    DocumentedNames.all().forEach(name -> assertThat(names).contains(name));
  }
}
