package io.gridpool.loadtest.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What figures depend on besides the plugin: the machine, its load, and what a process costs on it.
 */
public final class Machine {
  private static final int FLOOR_CALLS = 50;

  private Machine() {}

  /** Cores, memory, kernel, JVM and the cost of starting a process that does nothing. */
  public static Map<String, Object> describe() {
    Map<String, Object> all = new TreeMap<>();
    all.put("cores", Runtime.getRuntime().availableProcessors());
    all.put("cpu", line("/proc/cpuinfo", "model name"));
    all.put(
        "memoryMb", Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024);
    all.put("kernel", first("/proc/sys/kernel/osrelease"));
    all.put("java", System.getProperty("java.runtime.version", ""));
    all.put("loadBefore", load());
    all.put("processFloorMs", floorMs());
    return all;
  }

  /** The load averages of 1, 5 and 15 minutes. */
  public static String load() {
    String[] fields = first("/proc/loadavg").split(" ", -1);
    return String.join(" ", List.of(fields).subList(0, Math.min(3, fields.length)));
  }

  /** Median of starting {@code /bin/true} from this process and waiting for its end. */
  private static double floorMs() {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < FLOOR_CALLS; i++) {
      long startNs = System.nanoTime();
      try {
        if (new ProcessBuilder("/bin/true").start().waitFor(Duration.ofSeconds(5))) {
          all.add((System.nanoTime() - startNs) / 1e6);
        }
      } catch (IOException e) {
        return 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      }
    }
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : Math.round(sorted.get(sorted.size() / 2) * 100) / 100.0;
  }

  private static String line(String file, String key) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      return "0";
    }
  }

  private static String first(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
