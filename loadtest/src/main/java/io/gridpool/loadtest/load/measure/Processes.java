package io.gridpool.loadtest.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU and memory of processes, from {@code /proc}. A name may have several processes one after the
 * other: their CPU adds up, of memory the peak counts.
 *
 * <p>Threads: one at a time.
 */
public final class Processes {
  private static final double TICKS_PER_S = 100;
  private static final int USER_TICKS = 11;
  private static final int CHILD_TICKS = 13;

  private final Map<String, Map<Long, Usage>> usages = new LinkedHashMap<>();

  private record Usage(double firstCpuS, double cpuS, double childrenCpuS, long peakKb) {}

  /** What one name used: seconds of CPU, of which in children that have ended, and peak memory. */
  public record Total(double cpuS, double childrenCpuS, double peakMb) {}

  /** Looks at a process now; what it used before the first look is not counted. */
  public void look(String name, long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double cpuS = ticks(fields, USER_TICKS);
      double childrenCpuS = ticks(fields, CHILD_TICKS);
      long peakKb = peakKb(pid);
      usages
          .computeIfAbsent(name, _ -> new LinkedHashMap<>())
          .merge(
              pid,
              new Usage(cpuS, cpuS, childrenCpuS, peakKb),
              (old, now) ->
                  new Usage(
                      old.firstCpuS(),
                      now.cpuS(),
                      now.childrenCpuS(),
                      Math.max(old.peakKb(), now.peakKb())));
    } catch (IOException ended) {
      // What it used until the last look stays.
    }
  }

  private static double ticks(String[] fields, int first) {
    return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) / TICKS_PER_S;
  }

  private static long peakKb(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /** CPU of ended children of this process since {@code before}; with before 0, in all. */
  public static double childrenCpuS() {
    Processes self = new Processes();
    self.look("self", ProcessHandle.current().pid());
    Total total = self.totals().get("self");
    return total == null ? 0 : total.childrenCpuS();
  }

  /** All names in the order in which they were first seen. */
  public Map<String, Total> totals() {
    Map<String, Total> totals = new LinkedHashMap<>();
    usages.forEach((name, byPid) -> {
      double cpuS = byPid.values().stream().mapToDouble(u -> u.cpuS() - u.firstCpuS()).sum();
      double childrenS = byPid.values().stream().mapToDouble(Usage::childrenCpuS).sum();
      long peakKb = byPid.values().stream().mapToLong(Usage::peakKb).max().orElse(0);
      totals.put(name, new Total(round(cpuS), round(childrenS), round(peakKb / 1024.0)));
    });
    return totals;
  }

  /**
   * All CPU that processes of a name with this prefix had used when they were last seen, if ended.
   */
  public double endedCpuS(String prefix) {
    return usages.entrySet().stream()
        .filter(usage -> usage.getKey().startsWith(prefix))
        .flatMap(usage -> usage.getValue().entrySet().stream())
        .filter(usage -> !Files.exists(Path.of("/proc/" + usage.getKey())))
        .mapToDouble(usage -> usage.getValue().cpuS())
        .sum();
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
