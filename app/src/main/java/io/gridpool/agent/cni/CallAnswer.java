package io.gridpool.agent.cni;

import io.gridpool.grid.TryLaterException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a call of a plugin with its reply, or with the status that its failure means. */
final class CallAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(CallAnswer.class);

  private CallAnswer() {}

  static <T> void send(StreamObserver<T> out, Supplier<T> reply) {
    try {
      out.onNext(reply.get());
      out.onCompleted();
    } catch (TryLaterException e) {
      out.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException());
    } catch (IllegalArgumentException e) {
      out.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    } catch (RuntimeException e) {
      LOG.error("a CNI call failed unexpectedly", e);
      out.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
    }
  }
}
