package io.gridpool.agent.ops;

import io.gridpool.agent.ops.Readings.OfAgent;
import io.gridpool.agent.ops.Readings.OfLedger;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is a state and not an event, read at each scrape. What concerns the whole ledger
 * comes from the agent that leads, and from no other: elsewhere those series do not exist.
 */
public final class GaugeCollector implements MultiCollector {
  /** How long one reading serves all who ask, in milliseconds: the port is open to many. */
  private static final long READING_MS = 1_000;

  private final Readings readings;
  private final Build build;
  private @Nullable MetricSnapshots last;
  private long lastNs;

  /** A collector; {@code build} is what this agent was made of. */
  public GaugeCollector(Readings readings, Build build) {
    this.readings = readings;
    this.build = build;
  }

  /** Versions of the agent, of its JVM and of Hazelcast. */
  public record Build(String version, String java, String hazelcast) {}

  @Override
  public synchronized MetricSnapshots collect() {
    long nowNs = System.nanoTime();
    MetricSnapshots known = last;
    if (known == null || nowNs - lastNs > TimeUnit.MILLISECONDS.toNanos(READING_MS)) {
      known = read();
      last = known;
      lastNs = nowNs;
    }
    return known;
  }

  private MetricSnapshots read() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    OfAgent agent = readings.agent();
    all.metricSnapshot(info());
    gauges(agent).snapshots().forEach(all::metricSnapshot);
    all.metricSnapshot(awaited(agent));
    readings
        .ledger()
        .ifPresent(ledger -> {
          whole(ledger).snapshots().forEach(all::metricSnapshot);
          new PoolGauges(ledger).snapshots().forEach(all::metricSnapshot);
        });
    return all.build();
  }

  private InfoSnapshot info() {
    return InfoSnapshot.builder()
        .name("gridpool_build")
        .help("Versions of the agent, of its JVM and of Hazelcast.")
        .dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(
                    Labels.of(
                        "version", build.version(),
                        "java", build.java(),
                        "hazelcast", build.hazelcast()))
                .build())
        .build();
  }

  private static Gauges gauges(OfAgent agent) {
    AgentState state = agent.state();
    return new Gauges()
        .add("gridpool_ready", "1 while the agent serves ADDs.", state.ready() ? 1 : 0)
        .add("gridpool_leader", "1 while a seat of this agent leads.", state.leads() ? 1 : 0)
        .add("gridpool_term", "Number of the ledger's term; 0 without a seat.", state.term())
        .add("gridpool_seats_held", "Seats held by this agent.", agent.seats())
        .add("gridpool_revision", "Last change of the ledger seen here.", state.revision())
        .add("gridpool_journal_records", "Leases in this node's journal.", state.leases())
        .add("gridpool_journal_bytes", "Length of the journal's file.", agent.journal().bytes())
        .add(
            "gridpool_journal_writable",
            "1 while leases can be written down; without that none is given here.",
            agent.journal().writable() ? 1 : 0)
        .add("gridpool_mirror_waiting", "Endpoints to be mirrored.", agent.mirrorWaiting())
        .add(
            "gridpool_mirror_lag_seconds",
            "For how long the oldest endpoint waits to be mirrored.",
            agent.mirrorLagMs() / 1_000.0)
        .add("gridpool_releases_waiting", "Releases that wait on disk.", agent.releasesWaiting())
        .add(
            "gridpool_api_watching",
            "1 while all watches of the API server stand.",
            agent.watching() ? 1 : 0);
  }

  private static CounterSnapshot awaited(OfAgent agent) {
    return CounterSnapshot.builder()
        .name("spiderpool_debug_auto_pool_waited_for_available_counts")
        .help("ADDs that waited for the pool of their application.")
        .dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value((double) agent.poolsAwaited())
                .build())
        .build();
  }

  private static Gauges whole(OfLedger ledger) {
    return new Gauges()
        .add("gridpool_ledger_leases", "Addresses leased.", ledger.status().leases())
        .add(
            "gridpool_ledger_endpoints", "Pods and names with leases.", ledger.status().endpoints())
        .add("gridpool_ledger_revision", "Last change of the ledger.", ledger.status().revision())
        .add(
            "gridpool_ledger_adopting",
            "1 while the ledger learns what was given out before its term.",
            ledger.status().adopting() ? 1 : 0)
        .add("gridpool_ledger_term", "Number of the term.", ledger.status().term().number())
        .add("gridpool_seats_wanted", "Seats of the grid.", ledger.seatsWanted())
        .add("gridpool_seats_taken", "Seats that take part.", ledger.seatsTaken());
  }
}
