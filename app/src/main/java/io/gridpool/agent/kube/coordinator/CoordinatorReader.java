package io.gridpool.agent.kube.coordinator;

import static java.util.Objects.requireNonNullElse;

import io.gridpool.agent.ipam.Route;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.kube.crd.CoordinatorSpec;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Phase;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes what pods are told out of a coordinator. */
final class CoordinatorReader {
  private CoordinatorReader() {}

  static TuningWish wish(SpiderCoordinator coordinator) {
    Status status = coordinator.getStatus();
    CoordinatorSpec spec = coordinator.getSpec();
    String name = coordinator.getMetadata().getName();
    if (status == null || spec == null) {
      return new TuningWish.Unready(notReady(name, "its status is not written yet"));
    }
    return status.phase() == Phase.Synced
        ? tuned(spec, status)
        : new TuningWish.Unready(notReady(name, requireNonNullElse(status.reason(), "")));
  }

  /** The fragment {@code no ready} is the peer's, which users search events for. */
  static String notReady(String name, String reason) {
    return "spidercoordinator: " + name + " no ready: " + reason;
  }

  private static TuningWish tuned(CoordinatorSpec spec, Status status) {
    CoordinatorSpec.Mode mode = requireNonNullElse(spec.mode(), CoordinatorSpec.Mode.AUTO);
    return new TuningWish.Tuned(
        mode.name().toLowerCase(Locale.ROOT),
        new TuningWish.Routing(
            orEmpty(status.overlayPodCIDR()),
            orEmpty(status.serviceCIDR()),
            Destinations.cidrs(spec.hijackCIDR()),
            Destinations.routes(spec.policyRoutes()).stream()
                .map(route -> new Route(route.dst(), route.gw()))
                .toList(),
            !Boolean.FALSE.equals(spec.tunePodRoutes()),
            requireNonNullElse(spec.podDefaultRouteNIC(), ""),
            requireNonNullElse(spec.hostRuleTable(), 0)),
        new TuningWish.Link(
            requireNonNullElse(spec.podMACPrefix(), ""),
            Optional.ofNullable(spec.podRPFilter()),
            requireNonNullElse(spec.txQueueLen(), 0),
            requireNonNullElse(spec.vethLinkAddress(), ""),
            requireNonNullElse(spec.vethMTU(), 0)));
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return requireNonNullElse(list, List.of());
  }
}
