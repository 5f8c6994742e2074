package io.gridpool.loadtest.ops;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One reading of an agent's metrics: value by series, in Prometheus's own spelling. */
record Scrape(Map<String, Double> values) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  static Scrape of(String url) {
    Map<String, Double> values = new TreeMap<>();
    text(url)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
    return new Scrape(values);
  }

  /** Both together: counts are added, and what only one of them tells stays. */
  Scrape plus(Scrape other) {
    Map<String, Double> sum = new TreeMap<>(values);
    other.values.forEach((series, value) -> sum.merge(series, value, Double::sum));
    return new Scrape(sum);
  }

  static String text(String url) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(url + "/metrics")).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The value of a series; 0 when it does not exist. */
  double of(String name, String label) {
    return values.getOrDefault(label.isEmpty() ? name : name + "{" + label + "}", 0.0);
  }

  /** Names of all series of ours and the peer's, and of the JVM's that dashboards show. */
  Set<String> names() {
    return values.keySet().stream()
        .map(series -> series.replaceFirst("\\{.*", ""))
        .filter(name ->
            name.startsWith("gridpool_")
                || name.startsWith("spiderpool_")
                || name.equals("jvm_memory_used_bytes"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
