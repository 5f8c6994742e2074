package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.gridpool.agent.ipam.tuning.PodTuning;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.proto.coordinator.ConfigureReply;
import io.gridpool.agent.proto.coordinator.ConfigureRequest;
import io.gridpool.agent.proto.coordinator.CoordinatorGrpc;
import io.gridpool.agent.proto.coordinator.PolicyRoute;
import io.gridpool.agent.proto.coordinator.Settings;
import io.gridpool.ledger.model.EndpointKey;
import io.grpc.stub.StreamObserver;

/** The coordinator plugin's counterpart: translates, calls the use case, translates back. */
public final class CoordinatorGrpcService extends CoordinatorGrpc.CoordinatorImplBase {
  private final ConfigurePod configurePod;

  public CoordinatorGrpcService(ConfigurePod configurePod) {
    this.configurePod = configurePod;
  }

  @Override
  public void configure(ConfigureRequest request, StreamObserver<ConfigureReply> out) {
    CallAnswer.send(out, () -> reply(configurePod.configure(pod(request), request.getPodUid())));
  }

  private static EndpointKey pod(ConfigureRequest request) {
    if (request.getPodNamespace().isEmpty() || request.getPodName().isEmpty()) {
      throw new IllegalArgumentException("pod_namespace or pod_name is missing");
    }
    return new EndpointKey(request.getPodNamespace(), request.getPodName());
  }

  private static ConfigureReply reply(PodTuning tuning) {
    ConfigureReply.Builder reply = ConfigureReply.newBuilder();
    return switch (tuning.wish()) {
      case TuningWish.Unready unready -> reply.setUnready(unready.reason()).build();
      case TuningWish.Tuned tuned ->
          reply
              .setSettings(
                  settings(tuned)
                      .setPodAnnotatedDefaultRouteNic(tuning.annotatedNic())
                      .addAllPodNics(tuning.nics()))
              .build();
    };
  }

  private static Settings.Builder settings(TuningWish.Tuned tuned) {
    TuningWish.Routing routing = tuned.routing();
    TuningWish.Link link = tuned.link();
    Settings.Builder settings =
        Settings.newBuilder()
            .setMode(tuned.mode())
            .addAllOverlayPodCidrs(routing.overlayPods())
            .addAllServiceCidrs(routing.services())
            .addAllHijackCidrs(routing.hijacked())
            .setTunePodRoutes(routing.tunePodRoutes())
            .setPodDefaultRouteNic(routing.defaultRouteNic())
            .setHostRuleTable(routing.hostRuleTable())
            .setPodMacPrefix(link.macPrefix())
            .setTxQueueLength(link.txQueueLength())
            .setVethLinkAddress(link.vethAddress())
            .setVethMtu(link.vethMtu());
    routing
        .policyRoutes()
        .forEach(route ->
            settings.addPolicyRoutes(
                PolicyRoute.newBuilder().setDestination(route.dst()).setGateway(route.gw())));
    link.rpFilter().ifPresent(settings::setPodRpFilter);
    return settings;
  }
}
