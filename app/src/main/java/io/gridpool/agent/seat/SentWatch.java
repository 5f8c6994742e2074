package io.gridpool.agent.seat;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Tells whether a call ever reached a connection. gRPC says UNAVAILABLE both when nobody listened
 * and when the connection broke after the request was read.
 */
final class SentWatch implements ClientInterceptor {
  private volatile boolean sent;

  /** Whether the seat may have seen the call. */
  boolean sent() {
    return sent;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(method, options.withStreamTracerFactory(new Watch()));
  }

  private final class Watch extends ClientStreamTracer.Factory {
    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata created) {
          sent = true;
        }
      };
    }
  }
}
