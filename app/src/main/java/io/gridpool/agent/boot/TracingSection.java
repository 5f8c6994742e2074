package io.gridpool.agent.boot;

import io.gridpool.agent.ops.TracingSettings;
import java.net.URI;
import java.util.Optional;

/** The section {@code tracing} of the settings file; without an endpoint nothing is followed. */
final class TracingSection {
  /** Where collectors listen for OTLP over gRPC, which the agent does not speak. */
  private static final int GRPC_PORT = 4_317;

  private static final String ALLOWED =
      "the http or https address of a collector that takes OTLP over HTTP, such as"
          + " http://collector:4318";

  private TracingSection() {}

  static Optional<TracingSettings> read(SettingsSection section) {
    boolean follows = section.has("endpoint");
    String endpoint = section.text("endpoint", "none");
    double sampled = section.fraction("sampled", 1);
    section.end();
    return follows
        ? Optional.of(new TracingSettings(uri(section, endpoint), sampled))
        : Optional.empty();
  }

  private static URI uri(SettingsSection section, String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw section.bad("endpoint", ALLOWED);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean bare = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
    if (!http || !bare || uri.getHost() == null) {
      throw section.bad("endpoint", ALLOWED);
    }
    if (uri.getPort() == GRPC_PORT) {
      throw section.bad("endpoint", ALLOWED + "; port " + GRPC_PORT + " is OTLP over gRPC");
    }
    return uri;
  }
}
