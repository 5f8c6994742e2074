package io.gridpool.agent.ops;

import java.net.URI;

/**
 * Where spans go.
 *
 * @param endpoint a collector that takes OTLP over HTTP, without the path of the signal
 * @param sampled which part of the calls is followed, 0 to 1; a call that is a part of a trace is
 *     followed as that trace says
 */
public record TracingSettings(URI endpoint, double sampled) {
  /** The path of traces below the endpoint. */
  private static final String TRACES = "/v1/traces";

  /** The address that spans are sent to. */
  String target() {
    String base = endpoint.toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + TRACES;
  }
}
