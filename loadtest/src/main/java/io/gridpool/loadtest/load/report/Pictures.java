package io.gridpool.loadtest.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.loadtest.load.report.Chart.Point;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** What a run looked like over time, and how long its calls took. */
final class Pictures {
  private static final double MICROS_PER_MS = 1_000;
  private static final double RARITY_MAX = 4;
  private static final double RARITY_STEP = 0.05;

  private Pictures() {}

  /** One curve for each run: how long an ADD took from exec to exit. */
  static String latency(List<JsonNode> results) {
    Chart chart =
        new Chart("ADD, exec to exit", Scale.rarity("part of the calls"), Scale.decades("ms"));
    for (JsonNode result : results) {
      chart.line(
          result.path("name").asText().replaceAll("-\\d{8}", ""),
          curve(result.path("latencyMs").path("ADD_EXEC")));
    }
    return chart.svg();
  }

  /** The pictures of one run. */
  static String of(JsonNode result) {
    return calls(result) + perSecond(result) + fill(result) + curves(result);
  }

  private static String calls(JsonNode result) {
    JsonNode columns = result.path("perSecond");
    Chart chart =
        new Chart("Calls that ended in each second", Scale.linear("s"), Scale.linear("1/s"));
    chart.line("ADD", seconds(columns.path("add")));
    chart.line("DEL", seconds(columns.path("del")));
    chart.line("CHECK", seconds(columns.path("check")));
    chart.line("ADD refused", seconds(columns.path("addFailed")));
    return marked(chart, result);
  }

  private static String perSecond(JsonNode result) {
    JsonNode columns = result.path("perSecond");
    Chart chart =
        new Chart("ADDs of each second, exec to exit", Scale.linear("s"), Scale.linear("ms"));
    chart.line("longest", seconds(columns.path("addMaxMs")));
    chart.line("p50", seconds(columns.path("addP50Ms")));
    return marked(chart, result);
  }

  private static String fill(JsonNode result) {
    JsonNode samples = result.path("samples");
    Chart chart = new Chart("Addresses", Scale.linear("s"), Scale.linear(""));
    chart.line("held, as callers were told", sampled(samples, "held"));
    chart.line("pods that run", sampled(samples, "running"));
    chart.line("allocatedIPCount of the pool", sampled(samples, "poolCount"));
    return marked(chart, result);
  }

  private static String curves(JsonNode result) {
    Chart chart =
        new Chart("How long calls took", Scale.rarity("part of the calls"), Scale.decades("ms"));
    for (JsonNode one : result.path("latencyMs")) {
      chart.line(
          one.path("what")
              .asText()
              .replaceAll(",.*(exec|due).*", ", $1")
              .replaceAll(", .{15,}", ""),
          curve(one));
    }
    return chart.svg();
  }

  private static String marked(Chart chart, JsonNode result) {
    for (JsonNode fault : result.path("faults")) {
      double at = fault.path("atS").asDouble();
      chart.mark(fault.path("fault").asText(), at, Math.max(at, fault.path("untilS").asDouble()));
    }
    return chart.svg();
  }

  private static List<Point> seconds(JsonNode column) {
    List<Point> points = new ArrayList<>();
    column.forEach(value -> points.add(new Point(points.size(), value.asDouble())));
    return points;
  }

  private static List<Point> sampled(JsonNode samples, String name) {
    List<Point> points = new ArrayList<>();
    samples
        .path(name)
        .forEach(value ->
            points.add(
                new Point(samples.path("atS").path(points.size()).asDouble(), value.asDouble())));
    return points;
  }

  /** Milliseconds by rarity: 1 is the 90th percentile, 2 the 99th; as far as there are calls. */
  private static List<Point> curve(JsonNode figures) {
    List<Point> points = new ArrayList<>();
    if (figures.has("hdr")) {
      Histogram histogram = decode(figures.path("hdr").asText());
      double most =
          Math.min(RARITY_MAX, Math.log10(Math.max(1.0, (double) histogram.getTotalCount())));
      for (double at = 0; at <= most; at += RARITY_STEP) {
        double percentile = 100 - Math.pow(10, 2 - at);
        points.add(new Point(at, histogram.getValueAtPercentile(percentile) / MICROS_PER_MS));
      }
    }
    return points;
  }

  private static Histogram decode(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("a result holds a broken histogram", e);
    }
  }
}
