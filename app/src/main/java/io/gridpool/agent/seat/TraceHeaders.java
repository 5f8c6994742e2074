package io.gridpool.agent.seat;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;

/** The traces of a batch as metadata of the hop: the header of W3C once for each caller. */
final class TraceHeaders implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<List<String>> TRACES =
      Context.keyWithDefault("gridpool-traces", List.of());

  /** The same stub, which says whose commands it carries; itself where nobody follows them. */
  static <S extends AbstractStub<S>> S on(S stub, List<String> traces) {
    if (traces.isEmpty()) {
      return stub;
    }
    Metadata headers = new Metadata();
    traces.forEach(trace -> headers.put(HEADER, trace));
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** What the call that this thread serves was said to carry. */
  static List<String> said() {
    return TRACES.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Iterable<String> said = headers.getAll(HEADER);
    return said == null
        ? next.startCall(call, headers)
        : Contexts.interceptCall(
            Context.current().withValue(TRACES, bounded(said)), call, headers, next);
  }

  private static List<String> bounded(Iterable<String> said) {
    List<String> traces = new ArrayList<>();
    for (String trace : said) {
      if (traces.size() < Load.TRACES_MAX) {
        traces.add(trace);
      }
    }
    return List.copyOf(traces);
  }
}
