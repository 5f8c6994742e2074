package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.ipam.Traces.Caller;
import io.gridpool.agent.ipam.Traces.Step;
import io.gridpool.agent.proto.ipam.IpamGrpc;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the calls of the address plugin, from what its process says of itself to the answer.
 * STATUS is not followed: runtimes ask it every few seconds.
 *
 * <p>Thread: a call's request, answer and end come on the one thread that serves it.
 */
final class TracedCalls implements ServerInterceptor {
  /** When the plugin's process began, in nanoseconds since 1970. */
  static final Metadata.Key<String> STARTED =
      Metadata.Key.of("gridpool-started", Metadata.ASCII_STRING_MARSHALLER);

  /** What the plugin's process is a part of, by the word of the one who started it. */
  static final Metadata.Key<String> TRACE =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private static final Set<MethodDescriptor<?, ?>> FOLLOWED =
      Set.of(
          IpamGrpc.getAddMethod(),
          IpamGrpc.getDelMethod(),
          IpamGrpc.getCheckMethod(),
          IpamGrpc.getGcMethod());

  private final Traces traces;

  TracedCalls(Traces traces) {
    this.traces = traces;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!FOLLOWED.contains(call.getMethodDescriptor())) {
      return next.startCall(call, headers);
    }
    Answering<Q, A> answering = new Answering<>(call);
    return new Serving<>(next.startCall(answering, headers), answering, caller(headers));
  }

  private static Caller caller(Metadata headers) {
    String trace = headers.get(TRACE);
    return new Caller(trace == null ? "" : trace, startedUnixNs(headers.get(STARTED)));
  }

  private static long startedUnixNs(@Nullable String said) {
    try {
      return said == null ? 0 : Math.max(0, Long.parseLong(said));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Runs the use case within a step: all of it happens when the request is complete. */
  private final class Serving<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final Answering<Q, A> answering;
    private final Caller caller;
    private @Nullable Q request;

    Serving(ServerCall.Listener<Q> served, Answering<Q, A> answering, Caller caller) {
      super(served);
      this.answering = answering;
      this.caller = caller;
    }

    @Override
    public void onMessage(Q message) {
      request = message;
      super.onMessage(message);
    }

    @Override
    public void onHalfClose() {
      try (Step step = traces.call(caller, answering.verb())) {
        CallNotes.asked(step, request);
        answering.step = step;
        super.onHalfClose();
      } finally {
        answering.step = Traces.NONE;
      }
    }
  }

  /** Notes what is answered. */
  private static final class Answering<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private volatile Step step = Traces.NONE;

    Answering(ServerCall<Q, A> call) {
      super(call);
    }

    String verb() {
      return String.valueOf(getMethodDescriptor().getBareMethodName()).toUpperCase(Locale.ROOT);
    }

    @Override
    public void sendMessage(A answer) {
      CallNotes.answered(step, answer);
      super.sendMessage(answer);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!status.isOk()) {
        step.failed(status.getCode() + ": " + status.getDescription());
      }
      super.close(status, trailers);
    }
  }
}
