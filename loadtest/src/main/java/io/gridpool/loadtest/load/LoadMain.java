package io.gridpool.loadtest.load;

import io.gridpool.loadtest.load.fault.FaultSchedule;
import io.gridpool.loadtest.load.fault.FaultSchedule.Chance;
import io.gridpool.loadtest.load.scenario.Scenario;
import io.gridpool.loadtest.process.AgentRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays scenarios on hollow nodes, checks what must be true, and writes what it measured. */
@Command(
    name = "./gridpool load",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    description = "Plays scenarios on hollow nodes against a real API server and real agents.",
    footer = {
      "",
      "Faults: NAME@SECOND or NAME:SECONDS@SECOND, with commas; or random[:EVERY_SECONDS], by the seed.",
      "  kill-leader kill-other freeze-leader freeze-other api-stop api-slow update power-cut",
      "  cut-leader cut-other cut-two deaf-leader deaf-other mute-leader mute-other (root); slow-disk (--powercut)",
      "--powercut (root): agents' state is on disks that lose at power-cut what was not synced, and can be slow;",
      "  chance then cuts power and cables too.",
      "Exit code: 0 all promises kept, 1 one was broken or the run failed, 2 wrong arguments."
    })
public final class LoadMain implements Callable<Integer> {
  private static final int NODES_MAX = 200;
  private static final int SEATS = 3;

  /** How long Ctrl-C waits for the end in order. */
  private static final long GOODBYE_S = 90;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "1..*",
      description = "burst burst-exact steady reboot storm tight soak short")
  List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--pods",
      paramLabel = "N",
      description = "pods; each scenario has its own number")
  int pods;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "hollow nodes, 3 to 200 (${DEFAULT-VALUE})")
  int nodes = SEATS;

  @Option(
      names = "--processes",
      paramLabel = "N",
      defaultValue = "5",
      description = "agents that get a JVM of their own; further ones share one (${DEFAULT-VALUE})")
  int processes;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "20",
      description = "calls a second, steady and soak (${DEFAULT-VALUE})")
  double rate;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1",
      description = "steady and soak (${DEFAULT-VALUE})")
  double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of chance (${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--faults",
      paramLabel = "SCHEDULE",
      defaultValue = "",
      description = "what is done to the grid, and when")
  String faults = "";

  @Option(
      names = "--from",
      paramLabel = "CHECKOUT",
      description =
          "built; the grid begins with its agents, and each update goes to ours, and back")
  @Nullable Path from;

  @Option(
      names = "--powercut",
      paramLabel = "PROGRAM",
      hidden = true,
      description = "disks that lose at a power cut what was not synced, and can be slow")
  @Nullable Path powercut;

  @Option(
      names = "--plugin",
      paramLabel = "NAME",
      defaultValue = "gridpool",
      description = "gridpool, host-local, or another with the two options below")
  String plugin = "gridpool";

  @Option(names = "--plugin-command", paramLabel = "FILE", description = "its binary")
  @Nullable Path pluginCommand;

  @Option(
      names = "--plugin-config",
      paramLabel = "FILE",
      description = "its configuration, a template")
  @Nullable Path pluginConfig;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "results",
      description = "where results go; else where ./gridpool report looks for them")
  Path out = Path.of(".");

  @Option(names = "--check", hidden = true, description = "checks the arguments and ends")
  boolean check;

  @Option(names = "--work", hidden = true)
  Path work = Path.of(".");

  @Option(names = "--java", hidden = true)
  Path java = Path.of("java");

  @Option(names = "--repository", hidden = true)
  Path repository = Path.of(".");

  @Option(names = "--checker", hidden = true, description = "the check of linearizability")
  Path checker = Path.of("linearizability");

  @Option(names = "--kubeconfig", hidden = true)
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--rig", hidden = true, description = "folder of the rig, if it is ours")
  @Nullable Path rig;

  @Option(names = "--network", hidden = true, defaultValue = "127.0.84")
  String network = "127.0.84";

  @Spec @Nullable CommandSpec spec;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    List<Scenario> all = scenarios.stream().map(this::scenario).toList();
    validate(all);
    if (check) {
      return 0;
    }
    Files.createDirectories(out);
    Thread main = Thread.currentThread();
    Thread goodbye = new Thread(() -> stop(main), "goodbye");
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      return play(all) ? 0 : 1;
    } finally {
      ended.countDown();
    }
  }

  private boolean play(List<Scenario> all) {
    boolean kept = true;
    try (LoadStand stand = LoadStand.open(this)) {
      for (Scenario scenario : all) {
        if (!stopping) {
          kept &= new LoadRun(this, stand, scenario).play();
        }
      }
    } catch (RuntimeException e) {
      System.out.println(
          stopping
              ? "load: stopped"
              : "load: " + e + (e.getCause() == null ? "" : ": " + e.getCause()));
      return false;
    }
    return kept;
  }

  private void stop(Thread main) {
    if (ended.getCount() == 0) {
      return;
    }
    stopping = true;
    System.out.println("load: stopping; agents and objects are removed");
    main.interrupt();
    try {
      var _ = ended.await(GOODBYE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void validate(List<Scenario> all) {
    require(nodes >= SEATS && nodes <= NODES_MAX, "--nodes: 3 to " + NODES_MAX);
    require(processes >= SEATS, "--processes: at least 3, one for each seat");
    require(
        pods >= 0 && pods <= LoadPool.ADDRESSES_MAX / 2,
        "--pods: 1 to " + LoadPool.ADDRESSES_MAX / 2);
    require(rate > 0 && rate <= 2_000, "--rate: more than 0 and at most 2000 calls a second");
    require(minutes > 0 && minutes <= 7 * 24 * 60, "--minutes: more than 0 and at most a week");
    try {
      all.forEach(this::schedule);
    } catch (IllegalArgumentException e) {
      require(false, "--faults: " + e.getMessage());
    }
    require(
        from == null || AgentRuntime.of(java, from).built(),
        "--from: there is no built agent in " + from);
    boolean grid = plugin.equals("gridpool");
    require(grid || faults.isBlank(), "--faults: only for gridpool, whose agents they meet");
    require(
        grid || !all.contains(Scenario.REBOOT),
        "reboot: only for plugins that keep a pod's address, and " + plugin + " is not known to");
    require(
        pluginConfig != null || Files.exists(template()),
        "--plugin: no template for " + plugin + "; give --plugin-config and --plugin-command");
    require(Files.isExecutable(command()), "--plugin-command: " + command() + " is no program");
  }

  private void require(boolean condition, String what) {
    if (!condition && spec != null) {
      throw new ParameterException(spec.commandLine(), what);
    }
  }

  private Scenario scenario(String word) {
    return Scenario.of(word)
        .orElseThrow(() ->
            new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "there is no scenario \"%s\"; there are %s"
                    .formatted(word, String.join(" ", Scenario.words()))));
  }

  FaultSchedule schedule(Scenario scenario) {
    return FaultSchedule.parse(
        faults, new Chance(seed, scenario.seconds(minutes), powercut != null));
  }

  Path template() {
    return pluginConfig != null
        ? pluginConfig
        : repository.resolve("loadtest/load").resolve(plugin + ".json");
  }

  Path command() {
    if (pluginCommand != null) {
      return pluginCommand;
    }
    return plugin.equals("gridpool")
        ? repository.resolve("cni-binary/target/gridpool")
        : Path.of("/usr/lib/cni").resolve(plugin);
  }

  boolean stopping() {
    return stopping;
  }

  /** Plays; ends by itself unless it is being stopped. */
  public static void main(String[] arguments) {
    LoadMain load = new LoadMain();
    int exit = new CommandLine(load).execute(arguments);
    if (!load.stopping) {
      System.exit(exit);
    }
  }
}
