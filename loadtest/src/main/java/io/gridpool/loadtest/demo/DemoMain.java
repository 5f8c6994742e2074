package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.process.AgentRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./gridpool demo}: tells the story, then ends clean (or keeps everything running). */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Pods get addresses from a grid of three agents, and keep them.")
public final class DemoMain implements Callable<Integer> {
  @Option(names = "--work", required = true, description = "folder of this run")
  Path work = Path.of(".");

  @Option(names = "--java", required = true, description = "the java of JDK 25")
  Path java = Path.of("java");

  @Option(names = "--repository", required = true, description = "folder of the checkout")
  Path repository = Path.of(".");

  @Option(names = "--cni-binary", required = true, description = "the built IPAM binary")
  Path cniBinary = Path.of("gridpool");

  @Option(
      names = "--plugins",
      defaultValue = "/usr/lib/cni",
      description = "folder of containernetworking-plugins")
  Path plugins = Path.of("/usr/lib/cni");

  @Option(
      names = "--kubeconfig",
      description = "a real API server; without it the embedded one is started")
  @Nullable Path kubeconfig;

  @Option(
      names = "--network",
      defaultValue = "127.0.80",
      description = "first three numbers of the agents' loopback addresses")
  String network = "127.0.80";

  @Option(names = "--keep", description = "leave everything running at the end")
  boolean keep;

  @Override
  public Integer call() {
    boolean root = "root".equals(System.getProperty("user.name"));
    AgentRuntime runtime = AgentRuntime.of(java, repository);
    Place place =
        new Place(
            work, runtime, cniBinary, plugins, repository.resolve("charts/gridpool/crds"), root);
    DemoRun run =
        new DemoRun(place, new Teller(System.out), Optional.ofNullable(kubeconfig), network);
    List<String> problems = run.run(keep);
    return problems.isEmpty() ? 0 : 1;
  }

  /** Runs the demo; the exit code is 0 when every chapter was as it should be. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DemoMain()).execute(arguments));
  }
}
