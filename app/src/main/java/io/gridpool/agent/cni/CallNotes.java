package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.Traces.Step;
import io.gridpool.agent.proto.ipam.AddReply;
import io.gridpool.agent.proto.ipam.AddRequest;
import io.gridpool.agent.proto.ipam.Attachment;
import io.gridpool.agent.proto.ipam.CheckReply;
import io.gridpool.agent.proto.ipam.CheckRequest;
import io.gridpool.agent.proto.ipam.DelRequest;
import io.gridpool.agent.proto.ipam.GcRequest;
import io.gridpool.agent.proto.ipam.Ip;
import io.gridpool.agent.proto.ipam.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a call that is followed: who asked for what, and what became of it. */
final class CallNotes {
  private CallNotes() {}

  static void asked(Step step, @Nullable Object request) {
    switch (request) {
      case AddRequest add -> {
        of(step, add.getAttachment());
        step.note("gridpool.requested", add.getRequestedIpsList());
      }
      case DelRequest del -> {
        of(step, del.getAttachment());
        step.note("gridpool.unusable", del.getUnusable());
      }
      case CheckRequest check -> of(step, check.getAttachment());
      case GcRequest gc -> step.note("gridpool.network", gc.getNetwork());
      case null, default -> {}
    }
  }

  private static void of(Step step, Attachment attachment) {
    step.note("k8s.namespace.name", attachment.getPodNamespace());
    step.note("k8s.pod.name", attachment.getPodName());
    step.note("k8s.pod.uid", attachment.getPodUid());
    step.note("container.id", attachment.getContainerId());
    step.note("gridpool.interface", attachment.getIfName());
    step.note("gridpool.network", attachment.getNetwork());
  }

  static void answered(Step step, Object answer) {
    switch (answer) {
      case AddReply add when add.hasRefusal() -> refused(step, add.getRefusal());
      case AddReply add -> given(step, add.getIpsList());
      case CheckReply check when check.hasRefusal() -> refused(step, check.getRefusal());
      default -> {}
    }
  }

  private static void given(Step step, List<Ip> addresses) {
    step.note("gridpool.addresses", addresses.stream().map(Ip::getAddress).toList());
    step.note("gridpool.pools", addresses.stream().map(Ip::getPool).distinct().toList());
  }

  private static void refused(Step step, Refusal refusal) {
    step.note("gridpool.refusal.code", String.valueOf(refusal.getCode()));
    step.note("gridpool.refusal.details", refusal.getDetails());
    step.failed(refusal.getMessage());
  }
}
