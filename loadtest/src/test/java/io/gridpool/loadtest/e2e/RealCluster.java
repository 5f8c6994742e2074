package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.loadtest.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The running cluster that all tests share: {@code GRIDPOOL_E2E_CLUSTER} names its folder.
 *
 * <p>Errors: {@link IllegalStateException} when the variable is missing or a command fails.
 */
final class RealCluster {
  /** Its nodes; each has one agent. */
  static final List<String> NODES = List.of("n1", "n2", "n3");

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);
  private static final Path WORK = Path.of(required("GRIDPOOL_E2E_CLUSTER"));
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** One client for all tests; safe for threads. */
  static final KubernetesClient CLIENT = connect();

  private RealCluster() {}

  /** Runs {@code loadtest/rig/cluster} with these words and returns what it printed. */
  static String cluster(String... words) {
    return run(Stream.concat(Stream.of(script("cluster")), Stream.of(words)).toList());
  }

  /** The same for a word about nodes. */
  static void cluster(String word, List<String> nodes) {
    cluster(Stream.concat(Stream.of(word), nodes.stream()).toArray(String[]::new));
  }

  /** Where the grid stands. */
  static Grid.Status grid() {
    return CLIENT.resources(Grid.class).withName(Grid.NAME).get().getStatus();
  }

  /** Runs kubectl as the administrator and returns what it printed. */
  static String kubectl(String... words) {
    Path rigHome =
        Path.of(
            System.getenv()
                .getOrDefault(
                    "RIG_HOME", System.getProperty("user.home") + "/.cache/gridpool-rig"));
    return run(
        Stream.concat(Stream.of(rigHome.resolve("bin/kubectl").toString()), Stream.of(words))
            .toList());
  }

  /** Runs the launcher as the administrator, whose cluster it is. */
  static Command.Output gridpool(List<String> words) {
    return command(Stream.concat(Stream.of(file("gridpool")), words.stream()).toList()).run();
  }

  private static String run(List<String> line) {
    return command(line).run().orThrow();
  }

  private static Command command(List<String> line) {
    return new Command(
        line,
        Map.of("CLUSTER_WORK", WORK.toString(), "KUBECONFIG", kubeconfig().toString()),
        "",
        COMMAND_LIMIT);
  }

  private static String script(String name) {
    return REPOSITORY.resolve("loadtest/rig").resolve(name).toString();
  }

  /** A file or folder of the repository. */
  static String file(String path) {
    return REPOSITORY.resolve(path).toString();
  }

  /** The folders in which a node's agent and plugins keep what must outlive the power. */
  static List<Path> disks(String node) {
    return List.of(WORK.resolve(node + "/state"), WORK.resolve("rig/" + node + "/host/state"));
  }

  private static Path kubeconfig() {
    return WORK.resolve("rig/admin.kubeconfig");
  }

  private static KubernetesClient connect() {
    try {
      return new KubernetesClientBuilder()
          .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String required(String variable) {
    return Objects.requireNonNull(
        System.getenv(variable), variable + " names no cluster; run ./gridpool e2e");
  }
}
