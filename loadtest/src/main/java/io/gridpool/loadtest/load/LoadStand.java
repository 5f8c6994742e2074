package io.gridpool.loadtest.load;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.loadtest.crash.Truth;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.load.grid.LoadGrid;
import io.gridpool.loadtest.load.measure.Processes;
import io.gridpool.loadtest.load.node.NodeObjects;
import io.gridpool.loadtest.load.plugin.Plugin;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What all scenarios of one call share: API objects, hollow nodes, and the agents if the plugin has
 * any. Closing it leaves the cluster as it was.
 */
final class LoadStand implements AutoCloseable {
  private static final Duration GONE_MAX = Duration.ofMinutes(1);

  /** Long, because a loaded server needs its time to delete all pods. */
  private static final int REQUEST_LIMIT_MS = 60_000;

  private static final List<String> CONTROL_PLANE =
      List.of("apiserver", "etcd", "controllers", "scheduler");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final LoadMain options;
  private final List<String> nodes;
  private final KubernetesClient client;
  private final Workloads workloads;
  private final Plugin plugin;
  private Optional<LoadGrid> grid = Optional.empty();

  private LoadStand(LoadMain options) {
    this.options = options;
    this.nodes = IntStream.rangeClosed(1, options.nodes).mapToObj(i -> "n" + i).toList();
    this.plugin = Plugin.of(options.plugin, options.command(), options.template());
    this.client = connect(options.kubeconfig);
    this.workloads = new Workloads(client);
    opened.push(client);
  }

  static LoadStand open(LoadMain options) {
    LoadStand stand = new LoadStand(options);
    try {
      stand.prepare();
      return stand;
    } catch (RuntimeException e) {
      stand.close();
      throw e;
    }
  }

  private static KubernetesClient connect(Path kubeconfig) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout(REQUEST_LIMIT_MS)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void prepare() {
    if (plugin.grid()) {
      install();
    }
    workloads.open();
    NodeObjects objects = new NodeObjects(client, nodes);
    opened.push(objects);
    objects.register();
    say("%d hollow nodes are registered", nodes.size());
    if (plugin.grid()) {
      startGrid();
    }
    if (options.rig == null) {
      opened.push(this::removeNamespace); // while agents can still let its objects go
    }
  }

  private void install() {
    Path crds = options.repository.resolve("charts/gridpool/crds");
    try (var files = Files.list(crds)) {
      for (Path file : files.sorted().toList()) {
        Command.of(
                kubectl(),
                "--kubeconfig",
                options.kubeconfig.toString(),
                "apply",
                "--server-side",
                "-f",
                file.toString())
            .run()
            .orThrow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.of(
            kubectl(),
            "--kubeconfig",
            options.kubeconfig.toString(),
            "wait",
            "--for",
            "condition=Established",
            "crd",
            "--all")
        .run()
        .orThrow();
    if (client.resources(Grid.class).withName(Grid.NAME).get() != null) {
      throw new IllegalStateException(
          "this cluster has a Grid object already: an installation runs there, the load would disturb it");
    }
  }

  private static String kubectl() {
    String home =
        System.getenv()
            .getOrDefault("RIG_HOME", System.getProperty("user.home") + "/.cache/gridpool-rig");
    return home + "/bin/kubectl";
  }

  private void startGrid() {
    Place place =
        new Place(
            options.work,
            AgentRuntime.of(options.java, options.repository),
            options.command(),
            Path.of("/usr/lib/cni"),
            options.repository.resolve("charts/gridpool/crds"),
            false);
    ApiAccess access = new ApiAccess(options.kubeconfig.toString(), true);
    LoadGrid made =
        new LoadGrid(
            place, access, options.network, new LoadGrid.Size(nodes.size(), options.processes));
    opened.push(() -> client.resources(Grid.class).withName(Grid.NAME).delete());
    opened.push(made);
    if (options.powercut != null) {
      made.onLossyDisks(options.powercut);
    }
    if (options.from != null) {
      made.beginWith(AgentRuntime.of(options.java, options.from));
    }
    made.start();
    grid = Optional.of(made);
    say(
        "%d agents serve, %d of them processes of their own",
        nodes.size(), Math.min(nodes.size(), options.processes));
  }

  private void removeNamespace() {
    workloads.close();
    Await.until(
        "the namespace is gone",
        GONE_MAX,
        () -> client.namespaces().withName(Workloads.NAMESPACE).get() == null);
  }

  /** What the plugin reads on a node. */
  String configuration(String node, String pool) {
    Plugin.Seat seat =
        grid.map(one -> one.seat(node))
            .orElseGet(() -> new Plugin.Seat(node, Integer.parseInt(node.substring(1)), Map.of()));
    return plugin.configuration(seat, pool).replace("${WORK}", options.work.toString());
  }

  /** Reads the ledger; only with our plugin. */
  Truth truth() {
    return new Truth(options.kubeconfig, grid.orElseThrow().of("n1").plan(), options.work);
  }

  /** Looks at the CPU and memory of everything that takes part. */
  void look(Processes processes) {
    grid.ifPresent(one -> one.look(processes));
    for (String part : CONTROL_PLANE) {
      long pid = pid(part);
      if (pid != 0) {
        processes.look(part, pid);
      }
    }
    processes.look("harness", ProcessHandle.current().pid());
  }

  /** The process of a part of the control plane; 0 where it is not ours. */
  long pid(String part) {
    Path folder = options.rig;
    try {
      return folder == null
          ? 0
          : Long.parseLong(Files.readString(folder.resolve(part + ".pid")).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** What the API server counts; empty where it may not be asked. */
  String apiMetrics() {
    try {
      String text = client.raw("/metrics");
      return text == null ? "" : text;
    } catch (KubernetesClientException e) {
      return "";
    }
  }

  KubernetesClient client() {
    return client;
  }

  Workloads workloads() {
    return workloads;
  }

  Plugin plugin() {
    return plugin;
  }

  Optional<LoadGrid> grid() {
    return grid;
  }

  List<String> nodes() {
    return nodes;
  }

  String version() {
    return client.getKubernetesVersion().getGitVersion();
  }

  static void say(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, "load: " + format + "%n", arguments);
  }

  @Override
  public void close() {
    // The interrupt that brought us here must not cut short what follows.
    boolean interrupted = Thread.interrupted();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        say("while cleaning up: %s", e.toString());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
