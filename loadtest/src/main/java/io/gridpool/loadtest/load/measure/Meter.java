package io.gridpool.loadtest.load.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Durations, outcomes and what happened in each second of a run.
 *
 * <p>Units: durations in, nanoseconds; histograms hold microseconds with three digits. Threads:
 * any.
 */
public final class Meter {
  private static final int DIGITS = 3;

  /** What is timed. */
  public enum What {
    ADD_EXEC("ADD, exec to exit"),
    ADD_DUE("ADD, from when it was due"),
    ADD_ADDRESS("address, from the pod's arrival, with all retries"),
    POD_RUNNING("pod running, from its arrival on the node"),
    DEL_EXEC("DEL, exec to exit"),
    DEL_DUE("DEL, from when it was due"),
    CHECK_EXEC("CHECK, exec to exit"),
    CHECK_DUE("CHECK, from when it was due");

    private final String words;

    What(String words) {
      this.words = words;
    }

    /** For tables. */
    public String words() {
      return words;
    }
  }

  /** One second of the run; {@code adds} are durations from exec to exit in milliseconds. */
  public static final class Second {
    private final List<Double> adds = new ArrayList<>();
    private int failed;
    private int dels;
    private int checks;
  }

  private final Map<What, Histogram> histograms = new EnumMap<>(What.class);
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Map<String, Double> longest = new TreeMap<>();
  private final Map<String, Integer> messages = new TreeMap<>();
  private final List<Second> seconds = new ArrayList<>();
  private final long startNs = System.nanoTime();

  public Meter() {
    for (What what : What.values()) {
      histograms.put(what, new ConcurrentHistogram(DIGITS));
    }
  }

  /** Seconds since the start. */
  public double sinceStart() {
    return (System.nanoTime() - startNs) / 1e9;
  }

  /** Notes a duration. */
  public void record(What what, long durationNs) {
    histogram(what).recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(durationNs)));
  }

  /** How a call ended: its verb, CNI code (0: well), the words of a failure, and its length. */
  public synchronized void call(String verb, int code, String message, double execMs) {
    longest.merge(verb, execMs, Math::max);
    outcomes.merge(verb + (code == 0 ? " ok" : " code " + code), 1, Integer::sum);
    if (code != 0) {
      messages.merge(verb + " " + code + ": " + anonymous(message), 1, Integer::sum);
    }
    Second now = now();
    switch (verb) {
      case "ADD" -> {
        if (code == 0) {
          now.adds.add(execMs);
        } else {
          now.failed++;
        }
      }
      case "DEL" -> now.dels++;
      default -> now.checks++;
    }
  }

  /** Strips what differs between calls, so that equal failures count as one. */
  private static String anonymous(String message) {
    return message
        .replaceAll("[0-9a-f-]{20,}|\\d+(\\.\\d+){3}", "#")
        .replaceAll("[\\w-]+-[a-z0-9]{5}\\b|\\b[a-z-]+-\\d+\\b", "POD");
  }

  private Second now() {
    int second = (int) sinceStart();
    while (seconds.size() <= second) {
      seconds.add(new Second());
    }
    return seconds.get(second);
  }

  /** A histogram in microseconds. */
  public Histogram histogram(What what) {
    return java.util.Objects.requireNonNull(histograms.get(what));
  }

  /** Calls by verb and code. */
  public synchronized Map<String, Integer> outcomes() {
    return new TreeMap<>(outcomes);
  }

  /** How long the longest call of each verb took, exec to exit, in ms, however it ended. */
  public synchronized Map<String, Double> longestMs() {
    return new TreeMap<>(longest);
  }

  /** Failures in words, with counts. */
  public synchronized Map<String, Integer> messages() {
    return new TreeMap<>(messages);
  }

  /** The seconds as columns; percentiles are those of the ADDs that ended well in that second. */
  public synchronized Map<String, List<Double>> columns() {
    Map<String, List<Double>> columns = new TreeMap<>();
    for (Second second : seconds) {
      List<Double> sorted = second.adds.stream().sorted().toList();
      column(columns, "add").add((double) sorted.size());
      column(columns, "addFailed").add((double) second.failed);
      column(columns, "del").add((double) second.dels);
      column(columns, "check").add((double) second.checks);
      column(columns, "addP50Ms").add(percentile(sorted, 0.5));
      column(columns, "addMaxMs").add(percentile(sorted, 1));
    }
    return columns;
  }

  private static List<Double> column(Map<String, List<Double>> columns, String name) {
    return columns.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private static double percentile(List<Double> sorted, double part) {
    return sorted.isEmpty()
        ? 0
        : Math.round(sorted.get((int) Math.ceil(part * sorted.size()) - 1) * 100) / 100.0;
  }

  /** What the last {@code count} whole seconds did, for the line of progress. */
  public synchronized String progress(int count) {
    int whole = (int) sinceStart();
    List<Second> last =
        seconds.subList(
            Math.min(seconds.size(), Math.max(0, whole - count)), Math.min(seconds.size(), whole));
    List<Double> sorted = last.stream().flatMap(second -> second.adds.stream()).sorted().toList();
    return String.format(
        Locale.ROOT,
        "ADD %.0f/s %d failed  p50 %.0f max %.0f ms  DEL %.0f/s",
        (double) sorted.size() / count,
        last.stream().mapToInt(second -> second.failed).sum(),
        percentile(sorted, 0.5),
        percentile(sorted, 1),
        last.stream().mapToDouble(second -> second.dels).sum() / count);
  }
}
