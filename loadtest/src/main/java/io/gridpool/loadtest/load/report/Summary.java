package io.gridpool.loadtest.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result as Markdown, for a terminal and for whoever pastes it. */
public final class Summary {
  private static final List<String> COLUMNS = List.of("p50", "p90", "p99", "p999", "max");

  private Summary() {}

  /** The summary of a result. */
  public static String of(JsonNode result) {
    StringBuilder text = new StringBuilder();
    boolean kept = result.path("kept").asBoolean();
    line(
        text,
        "\n## %s: %s\n",
        result.path("name").asText(),
        kept ? "all promises kept" : "A PROMISE WAS BROKEN");
    line(text, "| phase | seconds | |\n|---|---|---|");
    for (JsonNode phase : result.path("phases")) {
      double seconds = phase.path("untilS").asDouble() - phase.path("fromS").asDouble();
      line(
          text,
          "| %s | %.1f | %s |",
          phase.path("name").asText(),
          seconds,
          phase.path("shown").asText());
    }
    line(text, "\n| ms | count | p50 | p90 | p99 | p99.9 | max |\n|---|---|---|---|---|---|---|");
    for (JsonNode figures : result.path("latencyMs")) {
      text.append("| ").append(figures.path("what").asText());
      text.append(" | ").append(figures.path("count").asText());
      COLUMNS.forEach(column -> text.append(" | ").append(figures.path(column).asText()));
      line(text, " |");
    }
    costs(text, result);
    verdicts(text, result);
    return text.toString();
  }

  private static void costs(StringBuilder text, JsonNode result) {
    line(text, "\nCalls: %s", result.path("outcomes"));
    for (Map.Entry<String, JsonNode> failure : result.path("failures").properties()) {
      line(text, "  %s x %s", failure.getValue().asText(), failure.getKey());
    }
    if (!result.path("stages").isEmpty()) {
      line(text, "Inside the agents, mean ms: %s", each(result.path("stages"), "meanMs"));
    }
    line(text, "Writes to the API server: %s", result.path("apiWrites"));
    line(
        text,
        "CPU s: plugin %s, %s; peak MB: %s",
        result.path("pluginCpuS").asText(),
        each(result.path("processes"), "cpuS"),
        each(result.path("processes"), "peakMb"));
  }

  private static String each(JsonNode objects, String field) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> one : objects.properties()) {
      text.append(text.isEmpty() ? "" : ", ").append(one.getKey()).append(' ');
      text.append(one.getValue().path(field).asText());
    }
    return text.toString();
  }

  private static void verdicts(StringBuilder text, JsonNode result) {
    line(text, "\n| promise | kept | looked at |\n|---|---|---|");
    for (JsonNode verdict : result.path("verdicts")) {
      boolean kept = verdict.path("kept").asBoolean();
      line(
          text,
          "| %s | %s | %s |",
          verdict.path("promise").asText(),
          kept ? "yes" : "**NO**",
          verdict.path("looked").asText().replace('\n', ' '));
      for (JsonNode breach : verdict.path("breaches")) {
        line(text, "| | | %s |", breach.asText().replace('\n', ' '));
      }
    }
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "\n", arguments));
  }
}
