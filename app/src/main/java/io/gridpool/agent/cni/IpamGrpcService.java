package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.AddAddress;
import io.gridpool.agent.ipam.AddResult;
import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.CheckAddress;
import io.gridpool.agent.ipam.CollectGarbage;
import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.Refusal;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.ipam.ReportStatus;
import io.gridpool.agent.proto.ipam.AddReply;
import io.gridpool.agent.proto.ipam.AddRequest;
import io.gridpool.agent.proto.ipam.CheckReply;
import io.gridpool.agent.proto.ipam.CheckRequest;
import io.gridpool.agent.proto.ipam.DelReply;
import io.gridpool.agent.proto.ipam.DelRequest;
import io.gridpool.agent.proto.ipam.GcReply;
import io.gridpool.agent.proto.ipam.GcRequest;
import io.gridpool.agent.proto.ipam.IpamGrpc;
import io.gridpool.agent.proto.ipam.StatusReply;
import io.gridpool.agent.proto.ipam.StatusRequest;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.TryLaterException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CNI binary's counterpart: translates, calls one use case, translates back. */
public final class IpamGrpcService extends IpamGrpc.IpamImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(IpamGrpcService.class);

  private final UseCases useCases;
  private final Measurements measurements;

  /**
   * The use cases behind the five calls.
   *
   * @param add asked for at each ADD: its settings may change while the agent runs
   */
  public record UseCases(
      Supplier<AddAddress> add,
      ReleaseAddress release,
      CheckAddress check,
      CollectGarbage garbage,
      ReportStatus status) {}

  public IpamGrpcService(UseCases useCases, Measurements measurements) {
    this.useCases = useCases;
    this.measurements = measurements;
  }

  @Override
  public void add(AddRequest request, StreamObserver<AddReply> out) {
    long startNs = System.nanoTime();
    CallAnswer.send(
        out,
        () -> {
          AddResult result = measured(request, startNs);
          log(request, result);
          FaultPoint.ADD_ANSWER.before();
          return Messages.fromAdd(result);
        });
    FaultPoint.ADD_ANSWER.after();
  }

  /** What is thrown counts too: a call that nobody can read, a fault of ours. */
  private AddResult measured(AddRequest request, long startNs) {
    int code = Refusal.INTERNAL;
    try {
      AddResult result = useCases.add().get().add(Messages.toAdd(request));
      code = codeOf(result);
      return result;
    } catch (IllegalArgumentException e) {
      code = Refusal.INVALID_CONFIG;
      throw e;
    } catch (TryLaterException e) {
      code = Refusal.TRY_AGAIN_LATER;
      throw e;
    } finally {
      measurements.allocation(code, System.nanoTime() - startNs);
    }
  }

  @Override
  public void del(DelRequest request, StreamObserver<DelReply> out) {
    long startNs = System.nanoTime();
    CallAnswer.send(
        out,
        () -> {
          try {
            Attachment attachment = Messages.toReleased(request.getAttachment());
            boolean released =
                request.getUnusable().isEmpty()
                    ? useCases.release().release(attachment)
                    : useCases.release().withdraw(attachment, request.getUnusable());
            measurements.release(0, System.nanoTime() - startNs);
            FaultPoint.DEL_ANSWER.before();
            return DelReply.newBuilder().setReleased(released).build();
          } catch (TryLaterException e) {
            measurements.release(Refusal.TRY_AGAIN_LATER, System.nanoTime() - startNs);
            throw e;
          }
        });
    FaultPoint.DEL_ANSWER.after();
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckReply> out) {
    CallAnswer.send(
        out,
        () -> {
          CheckReply.Builder reply = CheckReply.newBuilder();
          useCases
              .check()
              .check(Messages.toAttachment(request.getAttachment()), request.getAddressesList())
              .map(Messages::fromRefusal)
              .ifPresent(reply::setRefusal);
          return reply.build();
        });
  }

  @Override
  public void gc(GcRequest request, StreamObserver<GcReply> out) {
    CallAnswer.send(
        out,
        () ->
            GcReply.newBuilder()
                .setReleased(
                    useCases
                        .garbage()
                        .collect(request.getNetwork(), Messages.toValid(request.getValidList())))
                .build());
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusReply> out) {
    CallAnswer.send(
        out,
        () -> {
          StatusReply.Builder reply = StatusReply.newBuilder();
          useCases.status().problem().map(Messages::fromRefusal).ifPresent(reply::setRefusal);
          return reply.build();
        });
  }

  private static int codeOf(AddResult result) {
    return switch (result) {
      case AddResult.Assigned assigned -> 0;
      case AddResult.Denied denied -> denied.refusal().code();
    };
  }

  private static void log(AddRequest request, AddResult result) {
    var attachment = request.getAttachment();
    switch (result) {
      case AddResult.Assigned assigned ->
          LOG.info(
              "add pod={}/{} nic={} container={} addresses={}",
              attachment.getPodNamespace(),
              attachment.getPodName(),
              attachment.getIfName(),
              attachment.getContainerId(),
              assigned.addresses());
      case AddResult.Denied denied ->
          LOG.warn(
              "add refused pod={}/{} nic={} container={} code={} because={}",
              attachment.getPodNamespace(),
              attachment.getPodName(),
              attachment.getIfName(),
              attachment.getContainerId(),
              denied.refusal().code(),
              denied.refusal().message());
    }
  }
}
