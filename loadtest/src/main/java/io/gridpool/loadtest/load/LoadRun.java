package io.gridpool.loadtest.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.load.check.CallTimes;
import io.gridpool.loadtest.load.check.Invariants;
import io.gridpool.loadtest.load.check.Invariants.Rules;
import io.gridpool.loadtest.load.check.LedgerCheck;
import io.gridpool.loadtest.load.check.Verdict;
import io.gridpool.loadtest.load.fault.FaultRun;
import io.gridpool.loadtest.load.fault.FaultRun.Mark;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.load.measure.Machine;
import io.gridpool.loadtest.load.measure.Meter;
import io.gridpool.loadtest.load.node.HollowNodes;
import io.gridpool.loadtest.load.node.HollowPod;
import io.gridpool.loadtest.load.node.Sandboxes;
import io.gridpool.loadtest.load.plugin.PluginCalls;
import io.gridpool.loadtest.load.report.Summary;
import io.gridpool.loadtest.load.scenario.Scenario;
import io.gridpool.loadtest.load.scenario.Stage;
import io.gridpool.loadtest.load.scenario.Stage.Hooks;
import io.gridpool.loadtest.load.scenario.Stage.Size;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
import io.gridpool.loadtest.process.Command.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One scenario from its pool to its result. */
final class LoadRun {
  private static final Duration REST = Duration.ofSeconds(30);
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(20);
  private static final Duration SERVE_LIMIT = Duration.ofMinutes(2);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final LoadMain options;
  private final LoadStand stand;
  private final Scenario scenario;
  private final String name;
  private final int pods;
  private final Instant started = Instant.now();
  private final History history;
  private final Path historyFile;
  private final Invariants invariants;
  private final Map<String, Object> machine = Machine.describe();
  private final LoadPool pool;

  LoadRun(LoadMain options, LoadStand stand, Scenario scenario) {
    this.options = options;
    this.stand = stand;
    this.scenario = scenario;
    this.pods = options.pods == 0 ? scenario.pods() : options.pods;
    this.name =
        scenario.word()
            + (stand.plugin().grid() ? "" : "-" + stand.plugin().name())
            + "-"
            + STAMP.format(started);
    this.historyFile = options.out.resolve(name + ".history.jsonl");
    this.history = new History(historyFile);
    boolean grid = stand.plugin().grid();
    this.invariants =
        new Invariants(
            new Rules(
                grid ? REST.toNanos() : 0,
                grid ? scenario.addresses(pods) : Integer.MAX_VALUE,
                grid));
    this.pool = new LoadPool(stand.client(), poolName());
  }

  private String poolName() {
    return "load-" + scenario.word();
  }

  /** Plays it; whether every promise was kept. */
  boolean play() {
    LoadStand.say(
        "%s: %d pods on %d nodes, plugin %s, seed %d",
        name, pods, options.nodes, stand.plugin().name(), options.seed);
    stand.grid().ifPresent(grid -> pool.open(scenario.place(), scenario.addresses(pods), grid));
    try (PluginCalls calls = new PluginCalls(stand.plugin().command())) {
      Meter meter = new Meter();
      Sandboxes sandboxes =
          new Sandboxes(
              calls, node -> stand.configuration(node, poolName()), meter, invariants, history);
      try (HollowNodes nodes = new HollowNodes(stand.client(), Workloads.NAMESPACE, sandboxes)) {
        return playOn(nodes, meter);
      }
    } finally {
      stand.grid().ifPresent(grid -> pool.close());
    }
  }

  private boolean playOn(HollowNodes nodes, Meter meter) {
    Optional<LedgerCheck> ledger =
        stand
            .grid()
            .map(grid ->
                new LedgerCheck(stand.client(), stand.truth(), Workloads.NAMESPACE, poolName()));
    Size size = new Size(pods, stand.nodes(), options.rate, options.minutes, options.seed);
    Hooks hooks =
        new Hooks(
            () -> ledger.ifPresent(check -> check.compare(nodes.all(), history)),
            this::cutPower,
            () -> retire(nodes));
    Stage stage = new Stage(size, stand.workloads(), nodes, meter, hooks);
    List<Mark> marks = new ArrayList<>();
    String problem = "";
    Costs costs = new Costs(stand);
    try (Sampler sampler =
        new Sampler(new Sampler.Views(nodes, meter, invariants, ledger), costs)) {
      costs.begin();
      sampler.start();
      problem = playWithFaults(stage, meter, marks);
      ledger.ifPresent(check -> check.nothingLeft(history));
      costs.end();
      List<Verdict> verdicts = verdicts(nodes, ledger, marks, problem);
      stand.grid().ifPresent(grid -> verdicts.add(CallTimes.of(meter.longestMs(), agentsLeave())));
      return report(
          new Result.Played(meter, stage.phases(), marks, verdicts, sampler.columns(), costs));
    } finally {
      ledger.ifPresent(LedgerCheck::close);
      if (!problem.isEmpty() || options.stopping()) {
        abandon(nodes);
      }
    }
  }

  private String playWithFaults(Stage stage, Meter meter, List<Mark> marks) {
    if (stand.grid().isEmpty()) {
      return played(stage);
    }
    try (FaultRun faults =
        new FaultRun(stand.grid().get(), stand.pid("apiserver"), options.seed, meter::sinceStart)) {
      faults.start(options.schedule(scenario));
      String problem = played(stage);
      faults.end();
      marks.addAll(faults.marks());
      return problem;
    }
  }

  /** Empty when it was played to its end. */
  private String played(Stage stage) {
    try {
      scenario.play(stage);
      return "";
    } catch (IllegalStateException | KubernetesClientException e) {
      if (options.stopping()) {
        throw e;
      }
      LoadStand.say("%s: %s", name, e.toString());
      return String.valueOf(e.getMessage());
    }
  }

  private void cutPower(String node) {
    stand
        .grid()
        .ifPresent(grid -> {
          AgentProcess agent = grid.of(node);
          grid.powerCut(agent);
          Await.until(
              "the agent of " + node + " serves", SERVE_LIMIT, () -> LoadGrid.serves(agent));
        });
  }

  private void retire(HollowNodes nodes) {
    long callNs = History.nowNs();
    invariants.retire(System.nanoTime());
    nodes.all().stream()
        .filter(pod -> pod.facts().keeps())
        .map(pod -> pod.facts().key())
        .distinct()
        .forEach(key -> history.released(key, callNs));
  }

  private List<Verdict> verdicts(
      HollowNodes nodes, Optional<LedgerCheck> ledger, List<Mark> marks, String problem) {
    List<Verdict> all = new ArrayList<>(invariants.verdicts());
    ledger.ifPresent(check -> all.addAll(check.verdicts()));
    all.add(
        Verdict.of(
            "every sandbox was ended",
            nodes.stuck() == 0
                ? List.of()
                : List.of(nodes.stuck() + " pods had a DEL that never went well"),
            "all DELs"));
    if (!marks.isEmpty()) {
      List<String> notBack =
          marks.stream().filter(mark -> mark.untilS() < 0).map(Mark::toString).toList();
      all.add(
          Verdict.of("all agents serve again after each fault", notBack, marks.size() + " faults"));
    }
    all.add(linearizable());
    all.add(
        Verdict.of(
            "played to its end",
            problem.isEmpty() ? List.of() : List.of(problem),
            scenario.word()));
    return all;
  }

  private boolean agentsLeave() {
    return scenario == Scenario.REBOOT || options.schedule(scenario).agentsLeave();
  }

  private Verdict linearizable() {
    Output output =
        new Command(
                List.of(options.checker.toString(), historyFile.toString()),
                Map.of(),
                "",
                CHECK_LIMIT)
            .run();
    String said = output.out().strip().replace(historyFile + ": ", "");
    return Verdict.of(
        "the history is linearizable",
        output.exit() == 0 ? List.of() : List.of(said + output.err()),
        said);
  }

  private boolean report(Result.Played played) {
    Result result = new Result(options, stand, played);
    JsonNode json = result.json(new Result.Head(name, scenario.word(), pods, started, machine));
    Path file = options.out.resolve(name + ".json");
    result.write(file, json);
    pack();
    System.out.println(Summary.of(json));
    LoadStand.say("%s", file);
    return played.verdicts().stream().allMatch(Verdict::kept);
  }

  /** The history beside the result, compressed. */
  private void pack() {
    Path packed = Path.of(historyFile + ".gz");
    try (var to = new java.util.zip.GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(historyFile, to);
      Files.delete(historyFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * After a failure: takes away what is there, so that a cluster that is not ours is left clean.
   */
  private void abandon(HollowNodes nodes) {
    boolean interrupted = Thread.interrupted();
    try {
      stand.workloads().deleteAll();
      Await.until(
          "all pods are gone",
          SERVE_LIMIT,
          () -> nodes.all().isEmpty() && stand.workloads().pods() == 0);
    } catch (RuntimeException e) {
      LoadStand.say("left behind: %s", e.toString());
    } finally {
      nodes.all().stream()
          .map(HollowPod::facts)
          .limit(5)
          .forEach(pod -> LoadStand.say("left behind: %s", pod.key()));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
