package io.gridpool.loadtest.crash;

import io.gridpool.fault.FaultPoint.Way;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Cables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Ends an agent before and after each of its writes, and checks what is true afterwards. One
 * cluster lives through all cases but those of formation, which get one each.
 */
@Command(name = "crash-points", mixinStandardHelpOptions = true)
public final class CrashMain implements Callable<Integer> {
  @Option(names = "--work", required = true)
  Path work = Path.of(".");

  @Option(names = "--java", required = true)
  Path java = Path.of("java");

  @Option(names = "--repository", required = true)
  Path repository = Path.of(".");

  @Option(names = "--cni-binary", required = true)
  Path cniBinary = Path.of("gridpool");

  @Option(names = "--network", defaultValue = "127.0.83", description = "of the loopback addresses")
  String network = "127.0.83";

  @Option(names = "--sample", defaultValue = "0", description = "so many cases by the seed; 0: all")
  int sample;

  @Option(names = "--seed", defaultValue = "1")
  long seed;

  @Option(names = "--points", defaultValue = ".*", description = "a regular expression")
  String points = ".*";

  @Option(
      names = "--powercut",
      description = "program of lossy disks: the power of all nodes goes when an agent ends")
  Optional<Path> powercut = Optional.empty();

  @Option(names = "--troubles", description = "freezes and cut cables, in place of crash points")
  boolean troubles;

  private final List<String> broken = new ArrayList<>();
  private int turn;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(work);
    long startNs = System.nanoTime();
    int count = troubles ? allTroubles() : crashes();
    broken.forEach(problem -> say("BROKEN %s", problem));
    say("%d cases in %.0f s, %d broken", count, (System.nanoTime() - startNs) / 1e9, broken.size());
    return broken.isEmpty() ? 0 : 1;
  }

  private int crashes() {
    List<CrashCase> chosen =
        (sample == 0 ? CrashCase.all() : CrashCase.sample(seed, sample))
            .stream().filter(each -> each.order().matches(points)).toList();
    say("%d of %d cases, --seed %d", chosen.size(), CrashCase.all().size(), seed);
    powercut.ifPresent(disk -> say("each with a power cut of all nodes, whose disks are lossy"));
    chosen.stream().filter(CrashMain::forms).forEach(each -> inOneCluster(List.of(each)));
    List<CrashCase> others = chosen.stream().filter(each -> !forms(each)).toList();
    if (!others.isEmpty()) {
      inOneCluster(others);
    }
    return chosen.size();
  }

  private int allTroubles() {
    boolean root = "root".equals(System.getProperty("user.name"));
    List<Trouble> chosen =
        Arrays.stream(Trouble.values())
            .filter(each -> each.name().matches(points) && (root || !each.needsRoot()))
            .limit(sample == 0 ? Integer.MAX_VALUE : sample)
            .toList();
    say("%d of %d troubles", chosen.size(), Trouble.values().length);
    try (CrashCluster cluster = new CrashCluster(place(), network, Optional.empty())) {
      cluster.startAll();
      cluster.awaitReady();
      cluster.populate();
      for (Trouble each : chosen) {
        tried(
            cluster,
            each.name(),
            () -> {
              new TroubleRun(cluster, each, turn).run(new Cables(network));
              new Promises(cluster).check();
            });
      }
    }
    return chosen.size();
  }

  private static boolean forms(CrashCase each) {
    return each.point().way() == Way.FORMATION;
  }

  private void inOneCluster(List<CrashCase> cases) {
    try (CrashCluster cluster = new CrashCluster(place(), network, powercut)) {
      boolean populated = false;
      for (CrashCase each : cases) {
        if (!populated && !forms(each)) {
          cluster.startAll();
          cluster.awaitReady();
          cluster.populate();
          populated = true;
        }
        one(cluster, each);
      }
    }
  }

  private Place place() {
    Path folder = work.resolve("cluster-" + turn);
    return new Place(
        folder,
        AgentRuntime.of(java, repository),
        cniBinary,
        Path.of("/usr/lib/cni"),
        repository.resolve("charts/gridpool/crds"),
        false);
  }

  private void one(CrashCluster cluster, CrashCase each) {
    tried(
        cluster,
        each.order(),
        () -> {
          new Scenario(cluster, each, turn).run();
          if (forms(each)) {
            cluster.populate();
          }
          new Promises(cluster).check();
        });
  }

  private void tried(CrashCluster cluster, String name, Runnable work) {
    turn++;
    long startNs = System.nanoTime();
    String verdict = "kept";
    try {
      work.run();
    } catch (RuntimeException e) {
      verdict = "BROKEN " + e.getMessage();
      broken.add(name + ": " + e.getMessage());
      cluster.agents().forEach(Trapped::disarm);
    }
    say("%-26s %5.1f s  %s", name, (System.nanoTime() - startNs) / 1e9, verdict);
  }

  private void say(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format + "%n", arguments);
    System.out.print(line);
    try {
      Files.writeString(
          work.resolve("crash-points.txt"),
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Exit code 0 when every promise was kept at every point. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrashMain()).execute(arguments));
  }
}
