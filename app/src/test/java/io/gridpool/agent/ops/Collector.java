package io.gridpool.agent.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A collector of OTLP over HTTP that keeps what it gets. */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  /** A span, and the node whose agent sent it. */
  public record Seen(String node, Span span) {
    public String name() {
      return span.getName();
    }

    public String trace() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    public String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    public String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    /** A text, or several with a space between them; empty where it is not said. */
    public String attribute(String key) {
      return text(span.getAttributesList(), key);
    }

    private static String text(List<KeyValue> said, String key) {
      Optional<AnyValue> value =
          said.stream().filter(one -> one.getKey().equals(key)).map(KeyValue::getValue).findFirst();
      return value
          .map(any ->
              any.hasArrayValue()
                  ? String.join(
                      " ",
                      any.getArrayValue().getValuesList().stream()
                          .map(AnyValue::getStringValue)
                          .toList())
                  : any.getStringValue())
          .orElse("");
    }
  }

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var _ = server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    for (ResourceSpans of : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String node = Seen.text(of.getResource().getAttributesList(), "k8s.node.name");
      of.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> seen.add(new Seen(node, span)));
    }
    byte[] reply = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
    exchange.sendResponseHeaders(200, reply.length == 0 ? -1 : reply.length);
    exchange.close();
  }

  /** Where all calls are to be followed to. */
  public TracingSettings settings() {
    return new TracingSettings(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), 1.0);
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public List<Seen> seen(String name) {
    return seen.stream().filter(one -> one.name().equals(name)).toList();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
