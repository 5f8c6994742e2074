package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.AddRequest;
import io.gridpool.agent.ipam.AddResult;
import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.CollectGarbage;
import io.gridpool.agent.ipam.Refusal;
import io.gridpool.agent.proto.ipam.AddReply;
import io.gridpool.agent.proto.ipam.Ip;
import io.gridpool.agent.proto.ipam.Route;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The wire's messages as the use cases' values and back; an unusable field is an {@link
 * IllegalArgumentException}.
 */
final class Messages {
  private Messages() {}

  static AddRequest toAdd(io.gridpool.agent.proto.ipam.AddRequest message) {
    Map<IpFamily, List<String>> pools =
        Map.of(
            IpFamily.V4,
            List.copyOf(message.getDefaultIpv4PoolsList()),
            IpFamily.V6,
            List.copyOf(message.getDefaultIpv6PoolsList()));
    return new AddRequest(
        toAttachment(message.getAttachment()),
        pools,
        message.getCleanGateway(),
        List.copyOf(message.getRequestedIpsList()),
        message.getMatchMasterSubnet()
            ? Optional.of(
                message.getMasterAddressesList().stream().map(Messages::toAddress).toList())
            : Optional.empty());
  }

  /** The address of a CIDR form. */
  private static Address toAddress(String cidr) {
    return Address.parse(cidr.substring(0, Math.max(0, cidr.indexOf('/'))));
  }

  static Attachment toAttachment(io.gridpool.agent.proto.ipam.Attachment message) {
    require(message.getPodNamespace(), "pod_namespace");
    require(message.getPodName(), "pod_name");
    return toReleased(message);
  }

  /** For DEL: runtimes may leave the pod's name out, the sandbox's id alone must do. */
  static Attachment toReleased(io.gridpool.agent.proto.ipam.Attachment message) {
    require(message.getContainerId(), "container_id");
    return new Attachment(
        new EndpointKey(message.getPodNamespace(), message.getPodName()),
        message.getPodUid(),
        message.getContainerId(),
        message.getIfName(),
        message.getNetwork());
  }

  static Set<CollectGarbage.Valid> toValid(List<io.gridpool.agent.proto.ipam.Attachment> messages) {
    return messages.stream()
        .map(m -> new CollectGarbage.Valid(m.getContainerId(), m.getIfName()))
        .collect(Collectors.toSet());
  }

  static AddReply fromAdd(AddResult result) {
    return switch (result) {
      case AddResult.Denied denied ->
          AddReply.newBuilder().setRefusal(fromRefusal(denied.refusal())).build();
      case AddResult.Assigned assigned -> fromAssigned(assigned);
    };
  }

  private static AddReply fromAssigned(AddResult.Assigned assigned) {
    AddReply.Builder reply = AddReply.newBuilder();
    assigned
        .addresses()
        .forEach(a ->
            reply.addIps(
                Ip.newBuilder().setAddress(a.cidr()).setGateway(a.gateway()).setPool(a.pool())));
    assigned
        .routes()
        .forEach(
            r -> reply.addRoutes(Route.newBuilder().setDestination(r.dst()).setGateway(r.gw())));
    return reply
        .setDetectConflict(assigned.detection().conflicts())
        .setDetectGateway(assigned.detection().gateways())
        .build();
  }

  static io.gridpool.agent.proto.ipam.Refusal fromRefusal(Refusal refusal) {
    return io.gridpool.agent.proto.ipam.Refusal.newBuilder()
        .setCode(refusal.code())
        .setMessage(refusal.message())
        .setDetails(refusal.details())
        .build();
  }

  private static void require(String value, String field) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("attachment." + field + " is missing");
    }
  }
}
