package io.gridpool.loadtest.load;

import io.gridpool.loadtest.load.check.Invariants;
import io.gridpool.loadtest.load.check.LedgerCheck;
import io.gridpool.loadtest.load.measure.Meter;
import io.gridpool.loadtest.load.node.HollowNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a run once a second: what is held, what the pool's object says; and tells how it goes.
 */
final class Sampler implements AutoCloseable {
  private static final int TELL_EVERY_S = 2;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<Double> atS = new ArrayList<>();
  private final List<Double> held = new ArrayList<>();
  private final List<Double> running = new ArrayList<>();
  private final List<Double> counted = new ArrayList<>();
  private final Views views;
  private final Costs costs;

  /** What is looked at. */
  record Views(
      HollowNodes nodes, Meter meter, Invariants invariants, Optional<LedgerCheck> ledger) {}

  Sampler(Views views, Costs costs) {
    this.views = views;
    this.costs = costs;
  }

  void start() {
    var _ = clock.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
  }

  private synchronized void look() {
    try {
      atS.add(Math.round(views.meter().sinceStart() * 10) / 10.0);
      held.add((double) views.invariants().held());
      running.add((double) views.nodes().running());
      counted.add((double) views.ledger().map(LedgerCheck::poolCount).orElse(0L));
      costs.look();
      if (atS.size() % TELL_EVERY_S == 0) {
        tell();
      }
    } catch (RuntimeException e) {
      // The API server may be stopped on purpose; the columns stay of one length.
      while (counted.size() < atS.size()) {
        counted.add(counted.isEmpty() ? 0 : counted.getLast());
      }
    }
  }

  private void tell() {
    System.out.printf(
        Locale.ROOT,
        "  %3.0f s  %d of %d pods run, %d addresses held  %s%n",
        views.meter().sinceStart(),
        views.nodes().running(),
        views.nodes().all().size(),
        views.invariants().held(),
        views.meter().progress(TELL_EVERY_S));
  }

  /** One column for each thing looked at. */
  synchronized Map<String, List<Double>> columns() {
    return Map.of(
        "atS",
        List.copyOf(atS),
        "held",
        List.copyOf(held),
        "running",
        List.copyOf(running),
        "poolCount",
        List.copyOf(counted));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
