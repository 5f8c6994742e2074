package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.Workloads;
import io.gridpool.loadtest.load.measure.Meter;
import io.gridpool.loadtest.load.node.HollowNodes;
import io.gridpool.loadtest.load.node.HollowPod;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a scenario plays on: nodes, workloads, a clock, and the grid's power switch. */
public final class Stage {
  private final Size size;
  private final Workloads workloads;
  private final HollowNodes nodes;
  private final Meter meter;
  private final Hooks hooks;
  private final Random random;
  private final List<Phase> phases = new ArrayList<>();

  /** How much: pods, nodes, calls per second and minutes where they apply, and the seed. */
  public record Size(int pods, List<String> nodes, double ratePerS, double minutes, long seed) {
    public Size {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * What a scenario has done by others.
   *
   * @param quiet compares everything with the ledger; nobody may call meanwhile
   * @param cutPower ends the agent of a node and starts it again; waits until it serves
   * @param retire the names of StatefulSets keep nothing any more
   */
  public record Hooks(Runnable quiet, Consumer<String> cutPower, Runnable retire) {}

  /** A part of a scenario: seconds since the start, and what it showed. */
  public record Phase(String name, double fromS, double untilS, String shown) {}

  public Stage(Size size, Workloads workloads, HollowNodes nodes, Meter meter, Hooks hooks) {
    this.size = size;
    this.workloads = workloads;
    this.nodes = nodes;
    this.meter = meter;
    this.hooks = hooks;
    this.random = new Random(size.seed());
  }

  /** How much. */
  public Size size() {
    return size;
  }

  /** The API's workloads. */
  public Workloads workloads() {
    return workloads;
  }

  /** The kubelets. */
  public HollowNodes nodes() {
    return nodes;
  }

  /** Chance by the seed. */
  public Random random() {
    return random;
  }

  /** A part of the scenario, timed; the work returns what it showed beside its length. */
  public void phase(String name, Supplier<String> work) {
    double fromS = meter.sinceStart();
    String shown = work.get();
    Phase phase = new Phase(name, round(fromS), round(meter.sinceStart()), shown);
    synchronized (phases) {
      phases.add(phase);
    }
    System.out.printf(
        Locale.ROOT,
        "  %3.0f s  %s: %.1f s %s%n",
        phase.untilS(),
        name,
        phase.untilS() - phase.fromS(),
        shown);
  }

  private static double round(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }

  /** Waits for a condition; its limit is generous, because faults may be on their way. */
  public void await(String what, Duration limit, BooleanSupplier condition) {
    Await.until(what, limit, condition);
  }

  /** Waits until exactly so many pods run, and no other one is on its way. */
  public void awaitRunning(int pods, Duration limit) {
    await(
        pods + " pods running", limit, () -> nodes.running() == pods && nodes.all().size() == pods);
  }

  /** Asks for the end of these, and waits until others run in their places. */
  public void replace(List<HollowPod> old, Runnable end, Duration limit) {
    long before = nodes.running();
    end.run();
    Set<HollowPod> gone = Set.copyOf(old);
    await(
        "others in place of " + old.size() + " pods",
        limit,
        () -> nodes.running() == before && nodes.all().stream().noneMatch(gone::contains));
    awaitRest(limit);
  }

  /** Waits until nobody is on his way in or out, here and on the API server. */
  public void awaitRest(Duration limit) {
    await(
        "nobody is on the way",
        limit,
        () ->
            nodes.all().stream().allMatch(HollowPod::running)
                && workloads.atRest(nodes.all().size()));
  }

  /** Compares everything with the ledger; nobody may call meanwhile. */
  public void quiet() {
    hooks.quiet().run();
  }

  /** Ends the agent of a node and starts it again. */
  public void cutPower(String node) {
    hooks.cutPower().accept(node);
  }

  /** Deletes all workloads and waits until their pods are gone. */
  public void deleteAll(Duration limit) {
    hooks.retire().run();
    workloads.deleteAll();
    await("all pods gone", limit, () -> nodes.all().isEmpty() && workloads.pods() == 0);
  }

  /** Parts so far. */
  public List<Phase> phases() {
    synchronized (phases) {
      return List.copyOf(phases);
    }
  }

  /** One of the pods that run, by chance; empty when none does. */
  public Optional<HollowPod> anyRunning() {
    List<HollowPod> all = nodes.select(HollowPod::running);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }
}
