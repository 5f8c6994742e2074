package io.gridpool.loadtest.load;

import io.gridpool.loadtest.load.measure.Processes;
import io.gridpool.loadtest.load.measure.Scrape;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run cost beside time: stages inside the agents, writes to the API server, CPU and memory.
 */
final class Costs {
  private static final Pattern REQUEST = Pattern.compile("^apiserver_request_total\\{(.*)}$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern WRITE =
      Pattern.compile("POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION");

  private final LoadStand stand;
  private final Processes processes = new Processes();
  private Map<String, Scrape> agentsBefore = Map.of();
  private Scrape agents = Scrape.empty();
  private Scrape apiBefore = Scrape.empty();
  private Scrape api = Scrape.empty();
  private double pluginCpuBefore;
  private double pluginCpuS;

  Costs(LoadStand stand) {
    this.stand = stand;
  }

  void begin() {
    agentsBefore = stand.grid().map(grid -> grid.scrape()).orElse(Map.of());
    apiBefore = apiNow();
    pluginCpuBefore = Processes.childrenCpuS();
    look();
  }

  synchronized void look() {
    stand.look(processes);
  }

  void end() {
    look();
    // Agents that were killed or updated are children of this process too.
    pluginCpuS = Processes.childrenCpuS() - pluginCpuBefore - processes.endedCpuS("agent");
    api = apiNow().since(apiBefore);
    Map<String, Scrape> now = stand.grid().map(grid -> grid.scrape()).orElse(Map.of());
    now.forEach((node, scrape) ->
        agents = agents.plus(scrape.since(agentsBefore.getOrDefault(node, Scrape.empty()))));
  }

  private Scrape apiNow() {
    return Scrape.parse(stand.apiMetrics(), "apiserver_request_total");
  }

  /** What the agents counted, summed up; agents that were started anew count from then. */
  Scrape agents() {
    return agents;
  }

  /** CPU of the plugin's processes in seconds; rough when agents were ended meanwhile. */
  double pluginCpuS() {
    return Math.round(pluginCpuS * 100) / 100.0;
  }

  Map<String, Processes.Total> processes() {
    return processes.totals();
  }

  /** Writes to the API server by verb, group and resource. */
  Map<String, Long> apiWrites() {
    Map<String, Long> writes = new TreeMap<>();
    api.values()
        .forEach((series, count) -> {
          Matcher request = REQUEST.matcher(series);
          if (count > 0 && request.matches()) {
            Map<String, String> labels = new TreeMap<>();
            Matcher label = LABEL.matcher(request.group(1));
            while (label.find()) {
              labels.put(label.group(1), label.group(2));
            }
            if (WRITE.matcher(labels.getOrDefault("verb", "")).matches()) {
              writes.merge(name(labels), Math.round(count), Long::sum);
            }
          }
        });
    return writes;
  }

  private static String name(Map<String, String> labels) {
    String group = labels.getOrDefault("group", "");
    String sub = labels.getOrDefault("subresource", "");
    return labels.get("verb")
        + " "
        + (group.isEmpty() ? "" : group + "/")
        + labels.getOrDefault("resource", "")
        + (sub.isEmpty() ? "" : "/" + sub);
  }
}
