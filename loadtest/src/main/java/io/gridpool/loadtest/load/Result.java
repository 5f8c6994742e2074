package io.gridpool.loadtest.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpool.loadtest.load.check.Verdict;
import io.gridpool.loadtest.load.fault.FaultRun.Mark;
import io.gridpool.loadtest.load.measure.Machine;
import io.gridpool.loadtest.load.measure.Meter;
import io.gridpool.loadtest.load.measure.Meter.What;
import io.gridpool.loadtest.load.measure.Scrape;
import io.gridpool.loadtest.load.scenario.Stage.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** A run as one JSON object: options, machine, figures, verdicts, and what is needed to draw it. */
final class Result {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MICROS_PER_MS = 1_000;
  private static final String STAGE_COUNT = "gridpool_add_stage_seconds_count{stage=\"";
  private static final String STAGE_SUM = "gridpool_add_stage_seconds_sum{stage=\"";

  private final LoadMain options;
  private final LoadStand stand;
  private final Played played;

  /** What a run left. */
  record Played(
      Meter meter,
      List<Phase> phases,
      List<Mark> faults,
      List<Verdict> verdicts,
      Map<String, List<Double>> samples,
      Costs costs) {}

  /** How it is called. */
  record Head(
      String name, String scenario, int pods, Instant started, Map<String, Object> machine) {}

  Result(LoadMain options, LoadStand stand, Played played) {
    this.options = options;
    this.stand = stand;
    this.played = played;
  }

  JsonNode json(Head head) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", head.name());
    json.put("scenario", head.scenario());
    json.put("plugin", stand.plugin().name());
    json.put("started", head.started().toString());
    json.put("seconds", Math.round(played.meter().sinceStart() * 10) / 10.0);
    json.put("options", options(head));
    json.put("machine", machine(head));
    json.put("kept", played.verdicts().stream().allMatch(Verdict::kept));
    json.put("verdicts", played.verdicts().stream().map(Result::verdict).toList());
    json.put("outcomes", played.meter().outcomes());
    json.put("failures", played.meter().messages());
    json.put("latencyMs", latency());
    json.put("phases", played.phases().stream().map(Result::phase).toList());
    json.put("faults", played.faults().stream().map(Result::fault).toList());
    json.put("stages", stages(played.costs().agents()));
    json.put("apiWrites", played.costs().apiWrites());
    json.put("pluginCpuS", played.costs().pluginCpuS());
    json.put("processes", processes());
    json.put("perSecond", played.meter().columns());
    json.put("samples", played.samples());
    return JSON.valueToTree(json);
  }

  private Map<String, Object> options(Head head) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pods", head.pods());
    map.put("nodes", options.nodes);
    map.put("processes", Math.min(options.nodes, options.processes));
    map.put("rate", options.rate);
    map.put("minutes", options.minutes);
    map.put("seed", options.seed);
    map.put("faults", options.faults);
    map.put(
        "command",
        "./gridpool load "
            + head.scenario()
            + " --pods "
            + head.pods()
            + " --nodes "
            + options.nodes
            + " --rate "
            + options.rate
            + " --minutes "
            + options.minutes
            + " --seed "
            + options.seed
            + (options.powercut == null ? "" : " --powercut")
            + (options.from == null ? "" : " --from CHECKOUT")
            + (options.faults.isBlank() ? "" : " --faults '" + options.faults + "'")
            + (stand.plugin().grid() ? "" : " --plugin " + stand.plugin().name()));
    return map;
  }

  private Map<String, Object> machine(Head head) {
    Map<String, Object> map = new TreeMap<>(head.machine());
    map.put("loadAfter", Machine.load());
    map.put("kubernetes", stand.version());
    return map;
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("promise", verdict.promise());
    map.put("kept", verdict.kept());
    map.put("looked", verdict.looked());
    map.put("breaches", verdict.breaches());
    return map;
  }

  private static Map<String, Object> phase(Phase phase) {
    return new LinkedHashMap<>(
        Map.of(
            "name",
            phase.name(),
            "fromS",
            phase.fromS(),
            "untilS",
            phase.untilS(),
            "shown",
            phase.shown()));
  }

  private static Map<String, Object> fault(Mark mark) {
    return new LinkedHashMap<>(
        Map.of(
            "fault",
            mark.fault(),
            "target",
            mark.target(),
            "atS",
            mark.atS(),
            "untilS",
            mark.untilS()));
  }

  private Map<String, Object> latency() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (What what : What.values()) {
      Histogram histogram = played.meter().histogram(what).copy();
      if (histogram.getTotalCount() > 0) {
        all.put(what.name(), percentiles(what, histogram));
      }
    }
    return all;
  }

  private static Map<String, Object> percentiles(What what, Histogram histogram) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("what", what.words());
    map.put("count", histogram.getTotalCount());
    map.put("p50", ms(histogram.getValueAtPercentile(50)));
    map.put("p90", ms(histogram.getValueAtPercentile(90)));
    map.put("p99", ms(histogram.getValueAtPercentile(99)));
    map.put("p999", ms(histogram.getValueAtPercentile(99.9)));
    map.put("max", ms(histogram.getMaxValue()));
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    map.put("hdr", Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
    return map;
  }

  private static double ms(long micros) {
    return Math.round(micros / MICROS_PER_MS * 100) / 100.0;
  }

  /** Mean and count of each stage of an ADD inside the agents, and of a journal's fsync. */
  private static Map<String, Object> stages(Scrape agents) {
    Map<String, Object> stages = new LinkedHashMap<>();
    agents.values().keySet().stream()
        .filter(series -> series.startsWith(STAGE_COUNT))
        .sorted()
        .forEach(series -> {
          String rest = series.substring(STAGE_COUNT.length());
          stage(
              stages,
              rest.substring(0, rest.indexOf('"')),
              agents.get(series),
              agents.get(STAGE_SUM + rest));
        });
    stage(
        stages,
        "fsync (one may serve several)",
        agents.get("gridpool_journal_fsync_seconds_count"),
        agents.get("gridpool_journal_fsync_seconds_sum"));
    stage(
        stages,
        "whole call in the agent",
        agents.get("spiderpool_ipam_allocation_duration_seconds_count"),
        agents.get("spiderpool_ipam_allocation_duration_seconds_sum"));
    return stages;
  }

  private static void stage(Map<String, Object> stages, String name, double count, double sumS) {
    if (count > 0) {
      stages.put(
          name,
          Map.of("count", Math.round(count), "meanMs", Math.round(sumS / count * 1e5) / 100.0));
    }
  }

  private Map<String, Object> processes() {
    Map<String, Object> all = new LinkedHashMap<>();
    played
        .costs()
        .processes()
        .forEach(
            (name, total) -> all.put(name, Map.of("cpuS", total.cpuS(), "peakMb", total.peakMb())));
    return all;
  }

  /** Writes it to a file. */
  void write(Path file, JsonNode json) {
    try {
      Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
