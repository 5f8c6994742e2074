package io.gridpool.agent.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.util.function.Supplier;

/** Health, metrics and state over HTTP, under the peer's paths and our own. */
@Controller
public final class OpsController {
  private final PrometheusMeterRegistry registry;
  private final Supplier<AgentState> state;

  public OpsController(PrometheusMeterRegistry registry, StateSource state) {
    this.registry = registry;
    this.state = state;
  }

  /** Where the state comes from. */
  public interface StateSource extends Supplier<AgentState> {}

  /** The process lives. */
  @Get("/v1/runtime/liveness")
  HttpResponse<String> live() {
    return HttpResponse.ok("ok");
  }

  /** The process has started. */
  @Get("/v1/runtime/startup")
  HttpResponse<AgentState> started() {
    return ready();
  }

  /** The agent serves ADDs. */
  @Get("/v1/runtime/readiness")
  HttpResponse<AgentState> ready() {
    AgentState now = state.get();
    return now.ready()
        ? HttpResponse.ok(now)
        : HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE).body(now);
  }

  /** The agent's own account of itself. */
  @Get("/v1/status")
  AgentState status() {
    return state.get();
  }

  /** Prometheus text. */
  @Get("/metrics")
  @Produces(MediaType.TEXT_PLAIN)
  String metrics() {
    return registry.scrape();
  }
}
