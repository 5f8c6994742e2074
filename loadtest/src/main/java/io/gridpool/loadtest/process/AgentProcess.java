package io.gridpool.loadtest.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One agent as a process of its own, the way a node runs it. */
public final class AgentProcess {
  private static final Duration HTTP_LIMIT = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(HTTP_LIMIT).build();

  private final AgentPlan plan;
  private @Nullable Process process;

  public AgentProcess(AgentPlan plan) {
    this.plan = plan;
  }

  /** Where this agent lives. */
  public AgentPlan plan() {
    return plan;
  }

  /** Starts it; does not wait. */
  public void start(AgentRuntime runtime) {
    try {
      Path config = writeSettings();
      List<String> line = new ArrayList<>(plan.prefix());
      line.addAll(runtime.javaLine());
      line.addAll(List.of("io.gridpool.agent.boot.Main", "--config", config.toString()));
      process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(plan.folder().resolve("agent.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the agent of " + plan.node(), e);
    }
  }

  /** Writes its settings file, and returns where it is. */
  public Path writeSettings() {
    try {
      Files.createDirectories(plan.folder());
      Path config = plan.folder().resolve("agent.yaml");
      Files.writeString(config, plan.yaml());
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException("no settings for the agent of " + plan.node(), e);
    }
  }

  /** What it says of itself; empty while it does not answer. */
  public Optional<JsonNode> status() {
    return get("/v1/status").map(AgentProcess::parse);
  }

  /** One of its metrics without labels; empty while it has none of that name. */
  public Optional<Double> metric(String name) {
    return metrics()
        .flatMap(text -> text.lines().filter(line -> line.startsWith(name + " ")).findFirst())
        .map(line -> Double.parseDouble(line.substring(name.length() + 1)));
  }

  /** All its metrics, in Prometheus' text format; empty while it does not answer. */
  public Optional<String> metrics() {
    return get("/metrics");
  }

  private Optional<String> get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(plan.httpUrl() + path)).timeout(HTTP_LIMIT).build();
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == HttpURLConnection.HTTP_OK
          ? Optional.of(response.body())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it serves ADDs. */
  public boolean ready() {
    return alive() && says("ready");
  }

  /** Whether its seat leads the ledger. */
  public boolean leads() {
    return alive() && says("leads");
  }

  /** Whether it says so of itself, wherever its process runs. */
  public boolean says(String what) {
    return status().map(s -> s.path(what).asBoolean()).orElse(false);
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process != null && process.isAlive();
  }

  /** How it ended; empty while it runs, or when it never started. */
  public OptionalInt exit() {
    return process == null || process.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  /** Process id; 0 when it never started. */
  public long pid() {
    return process == null ? 0 : process.pid();
  }

  /** SIGKILL. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
      join();
    }
  }

  /** SIGTERM, and SIGKILL when that does not help within the limit. */
  public void stop(Duration limit) {
    if (process != null) {
      process.destroy();
      try {
        boolean ended =
            process.waitFor(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        if (!ended) {
          kill();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void join() {
    try {
      if (process != null) {
        process.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
