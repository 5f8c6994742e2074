package io.gridpool.loadtest.load.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Series of a page in Prometheus' text format, by name with labels; and how they grew.
 *
 * @param values series such as {@code gridpool_add_stage_seconds_count{stage="queue"}}
 */
public record Scrape(Map<String, Double> values) {
  private static final Pattern LINE =
      Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*(?:\\{[^}\\n]*})?) ([-+0-9.eE]+|NaN|\\+Inf)\\b.*$");

  public Scrape {
    values = Map.copyOf(values);
  }

  /** Nothing. */
  public static Scrape empty() {
    return new Scrape(Map.of());
  }

  /** Reads series whose name begins with one of the prefixes; no prefix: all. */
  public static Scrape parse(String text, String... prefixes) {
    Map<String, Double> values = new TreeMap<>();
    Matcher matcher = LINE.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (prefixes.length == 0 || java.util.Arrays.stream(prefixes).anyMatch(name::startsWith)) {
        values.merge(name, parseValue(matcher.group(2)), Double::sum);
      }
    }
    return new Scrape(values);
  }

  private static double parseValue(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** How each series grew since {@code before}; a process that was started anew began at zero. */
  public Scrape since(Scrape before) {
    return with(before, (now, then) -> now >= then ? now - then : now);
  }

  /** Both together. */
  public Scrape plus(Scrape other) {
    Map<String, Double> sum = new TreeMap<>(values);
    other.values.forEach((name, value) -> sum.merge(name, value, Double::sum));
    return new Scrape(sum);
  }

  private Scrape with(Scrape other, BiFunction<Double, Double, Double> how) {
    Map<String, Double> result = new TreeMap<>();
    values.forEach(
        (name, value) -> result.put(name, how.apply(value, other.values.getOrDefault(name, 0.0))));
    return new Scrape(result);
  }

  /** One series; 0 when there is none. */
  public double get(String name) {
    return values.getOrDefault(name, 0.0);
  }
}
