package io.gridpool.loadtest.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The page: a verdict first, then each run with its pictures, then how it was done. */
final class Page {
  private static final List<String> COLUMNS = List.of("p50", "p90", "p99", "p999", "max");

  private final List<JsonNode> results;
  private final StringBuilder html = new StringBuilder();

  private Page(List<JsonNode> results) {
    this.results = results;
  }

  static String of(List<JsonNode> results) {
    return new Page(results).make();
  }

  private String make() {
    long broken = results.stream().filter(result -> !result.path("kept").asBoolean()).count();
    html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.append("<title>GridPool under load</title><style>")
        .append(resource("report.css"))
        .append("</style></head><body>");
    html.append("<h1>GridPool under load</h1>");
    put(
        "<p class=\"%s\">%s</p>",
        broken == 0 ? "good" : "bad",
        broken == 0
            ? results.size() + " runs, every promise kept in each"
            : "A promise was broken in " + broken + " of " + results.size() + " runs");
    overview();
    html.append("<h2>Latency of an ADD, all runs</h2>").append(Pictures.latency(results));
    results.forEach(this::run);
    html.append(resource("method.html")).append("</body></html>\n");
    return html.toString();
  }

  private void overview() {
    html.append(
        "<table><thead><tr><th>run<th>plugin<th>pods<th>nodes<th>ADDs<th>failed<th>p50<th>p99<th>max ms<th>faults<th>promises</thead><tbody>");
    for (JsonNode result : results) {
      JsonNode add = result.path("latencyMs").path("ADD_EXEC");
      int failed = 0;
      for (Map.Entry<String, JsonNode> outcome : result.path("outcomes").properties()) {
        failed += outcome.getKey().startsWith("ADD code") ? outcome.getValue().asInt() : 0;
      }
      put(
          "<tr><td><a href=\"#%1$s\">%1$s</a><td>%2$s<td>%3$s<td>%4$s<td>%5$s<td>%6$d<td>%7$s<td>%8$s<td>%9$s<td>%10$d<td class=\"%11$s\">%12$s",
          text(result, "name"),
          text(result, "plugin"),
          text(result.path("options"), "pods"),
          text(result.path("options"), "nodes"),
          text(add, "count"),
          failed,
          text(add, "p50"),
          text(add, "p99"),
          text(add, "max"),
          result.path("faults").size(),
          result.path("kept").asBoolean() ? "good" : "bad",
          result.path("kept").asBoolean() ? "kept" : "BROKEN");
    }
    html.append("</tbody></table>");
  }

  private void run(JsonNode result) {
    put("<section id=\"%1$s\"><h2>%1$s</h2>", text(result, "name"));
    put(
        "<p>%s, %s s, load of the machine %s before and %s after. Again: <code>%s</code></p>",
        text(result, "started"),
        text(result, "seconds"),
        text(result.path("machine"), "loadBefore"),
        text(result.path("machine"), "loadAfter"),
        text(result.path("options"), "command"));
    verdicts(result);
    phases(result);
    html.append("<div class=\"pictures\">").append(Pictures.of(result)).append("</div>");
    figures(result);
    costs(result);
    html.append("</section>");
  }

  private void verdicts(JsonNode result) {
    html.append("<table><thead><tr><th>promise<th>kept<th>looked at</thead><tbody>");
    for (JsonNode verdict : result.path("verdicts")) {
      boolean kept = verdict.path("kept").asBoolean();
      put(
          "<tr><td>%s<td class=\"%s\">%s<td>%s",
          text(verdict, "promise"),
          kept ? "good" : "bad",
          kept ? "yes" : "NO",
          text(verdict, "looked"));
      for (JsonNode breach : verdict.path("breaches")) {
        put("<tr><td><td class=\"bad\"><td class=\"bad\">%s", escape(breach.asText()));
      }
    }
    html.append("</tbody></table>");
  }

  private void phases(JsonNode result) {
    html.append("<table><thead><tr><th>phase<th>from s<th>seconds<th></thead><tbody>");
    for (JsonNode phase : result.path("phases")) {
      double from = phase.path("fromS").asDouble();
      put(
          "<tr><td>%s<td>%.1f<td>%.1f<td>%s",
          text(phase, "name"), from, phase.path("untilS").asDouble() - from, text(phase, "shown"));
    }
    for (JsonNode fault : result.path("faults")) {
      double from = fault.path("atS").asDouble();
      double until = fault.path("untilS").asDouble();
      put(
          "<tr class=\"fault\"><td>%s<td>%.1f<td>%s<td>%s; until all agents served again",
          text(fault, "fault"),
          from,
          until < 0 ? "not back" : String.format(Locale.ROOT, "%.1f", until - from),
          text(fault, "target"));
    }
    html.append("</tbody></table>");
  }

  private void figures(JsonNode result) {
    html.append(
        "<table><thead><tr><th>milliseconds<th>count<th>p50<th>p90<th>p99<th>p99.9<th>max</thead><tbody>");
    for (JsonNode one : result.path("latencyMs")) {
      put("<tr><td>%s<td>%s", text(one, "what"), text(one, "count"));
      COLUMNS.forEach(column -> put("<td>%s", text(one, column)));
    }
    html.append("</tbody></table>");
  }

  private void costs(JsonNode result) {
    html.append("<details><summary>Calls, stages, writes, CPU and memory</summary><table><tbody>");
    cells("calls", result.path("outcomes"));
    cells("failures", result.path("failures"));
    cells("stage of an ADD in the agents, mean ms", strip(result.path("stages"), "meanMs"));
    cells("writes to the API server", result.path("apiWrites"));
    put("<tr><td>CPU of the plugin's processes, s<td>%s", text(result, "pluginCpuS"));
    cells("CPU, s", strip(result.path("processes"), "cpuS"));
    cells("peak memory, MB", strip(result.path("processes"), "peakMb"));
    cells("machine", result.path("machine"));
    html.append("</tbody></table></details>");
  }

  private static JsonNode strip(JsonNode objects, String field) {
    var stripped =
        new com.fasterxml.jackson.databind.node.ObjectNode(
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance);
    objects.properties().forEach(one -> stripped.set(one.getKey(), one.getValue().path(field)));
    return stripped;
  }

  private void cells(String name, JsonNode object) {
    put("<tr><td>%s<td>", escape(name));
    for (Map.Entry<String, JsonNode> one : object.properties()) {
      put("<span>%s <b>%s</b></span> ", escape(one.getKey()), escape(one.getValue().asText()));
    }
  }

  private void put(String format, Object... arguments) {
    html.append(String.format(Locale.ROOT, format + "\n", arguments));
  }

  private static String text(JsonNode node, String field) {
    return escape(node.path(field).asText());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
