package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.ipam.LeaseDetail;
import io.gridpool.agent.kube.adoption.MirrorMark;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.Route;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ledger endpoint as a SpiderEndpoint object, field by field as Spiderpool writes it. */
final class EndpointShape {
  /** Owner of the API objects of static pods, whose uid is not the one the runtime knows. */
  private static final String NODE = "Node";

  private final LedgerView view;
  private final KubernetesSerialization serialization;
  private final int historyMax;
  private final Function<EndpointKey, Optional<String>> containerIds;

  EndpointShape(
      KubeRoom room, LedgerView view, Function<EndpointKey, Optional<String>> containerIds) {
    this.view = view;
    this.serialization = room.client().getKubernetesSerialization();
    this.historyMax = room.settings().objects().historyMax();
    this.containerIds = containerIds;
  }

  /** The whole object, for a create. */
  SpiderEndpoint object(Endpoint endpoint) {
    SpiderEndpoint object = new SpiderEndpoint();
    object.setMetadata(metadata(endpoint));
    object.setStatus(status(endpoint, null));
    return object;
  }

  /**
   * What the ledger says, for a create and for a comparison.
   *
   * @param before the status as it stands; its history goes on
   */
  SpiderEndpoint.Status status(Endpoint endpoint, SpiderEndpoint.@Nullable Status before) {
    String container = containerId(endpoint, before);
    var current =
        new SpiderEndpoint.Current(
            endpoint.podUid(),
            endpoint.node(),
            ips(endpoint),
            container.isEmpty() ? null : container,
            Instant.ofEpochMilli(endpoint.sinceMs()).truncatedTo(ChronoUnit.SECONDS).toString());
    return new SpiderEndpoint.Status(
        current, endpoint.owner().kind(), endpoint.owner().name(), history(current, before));
  }

  /** The present holder, and before it the earlier ones; one that is there already is renewed. */
  private List<SpiderEndpoint.Current> history(
      SpiderEndpoint.Current current, SpiderEndpoint.@Nullable Status before) {
    List<SpiderEndpoint.Current> past = past(before);
    boolean known = !past.isEmpty() && sameHolder(past.getFirst(), current);
    return Stream.concat(Stream.of(current), past.stream().skip(known ? 1 : 0))
        .limit(historyMax)
        .toList();
  }

  private static List<SpiderEndpoint.Current> past(SpiderEndpoint.@Nullable Status before) {
    if (before == null) {
      return List.of();
    }
    return before.history() == null || before.history().isEmpty()
        ? Stream.ofNullable(before.current()).toList()
        : before.history();
  }

  /** A sandbox that one of both does not know is taken for the same. */
  private static boolean sameHolder(SpiderEndpoint.Current past, SpiderEndpoint.Current now) {
    return Objects.equals(past.uid(), now.uid())
        && (past.containerID() == null
            || now.containerID() == null
            || fence(past.containerID()).equals(fence(now.containerID())));
  }

  private static String fence(@Nullable String containerId) {
    return Endpoint.fenceOf(Objects.requireNonNullElse(containerId, ""));
  }

  /**
   * The sandbox that holds it, or held it last: the full id where this agent knows it or {@code
   * before} names it. Nobody else knows it whole, and a part would be taken for the id; the agent
   * of its node writes it.
   */
  private String containerId(Endpoint endpoint, SpiderEndpoint.@Nullable Status before) {
    String recorded =
        before == null || before.current() == null
            ? ""
            : Objects.requireNonNullElse(before.current().containerID(), "");
    if (endpoint.parked()) {
      return recorded;
    }
    return Stream.concat(containerIds.apply(endpoint.key()).stream(), Stream.of(recorded))
        .filter(id -> Endpoint.fenceOf(id).equals(endpoint.containerFence()))
        .findFirst()
        .orElse("");
  }

  /**
   * The pod as owner, so that the object goes with it; none where the addresses outlive the pod, or
   * where the pod's API object has another uid.
   */
  static List<OwnerReference> owners(Endpoint endpoint) {
    boolean stays = endpoint.sticky() || endpoint.owner().kind().equals(NODE);
    return stays
        ? List.of()
        : List.of(
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(endpoint.pod().name())
                .withUid(endpoint.podUid())
                .build());
  }

  private ObjectMeta metadata(Endpoint endpoint) {
    return new ObjectMetaBuilder()
        .withNamespace(endpoint.key().namespace())
        .withName(endpoint.key().name())
        .withFinalizers(CrdNames.FINALIZER)
        .withOwnerReferences(owners(endpoint))
        .withAnnotations(Map.of(MirrorMark.ANNOTATION, MirrorMark.of(endpoint)))
        .build();
  }

  private List<EndpointIp> ips(Endpoint endpoint) {
    Map<String, List<NicLease>> leasesByNic = new LinkedHashMap<>();
    endpoint
        .leases()
        .forEach(l -> leasesByNic.computeIfAbsent(l.nic(), nic -> new ArrayList<>()).add(l));
    LeaseDetail detail = LeaseDetail.of(endpoint);
    return leasesByNic.entrySet().stream()
        .map(nic ->
            ip(
                nic.getKey(),
                nic.getValue(),
                new NicDetail(
                    detail.isClean(nic.getKey()), detail.routesOf(nic.getKey(), endpoint))))
        .toList();
  }

  /** What the pod itself asked for on a NIC. */
  private record NicDetail(boolean clean, List<io.gridpool.agent.ipam.Route> routes) {}

  private EndpointIp ip(String nic, List<NicLease> leases, NicDetail detail) {
    NicLease v4 = ofFamily(leases, IpFamily.V4);
    NicLease v6 = ofFamily(leases, IpFamily.V6);
    String gateway4 = gateway(v4);
    String gateway6 = gateway(v6);
    List<Route> routes = new ArrayList<>(routes(v4));
    routes.addAll(routes(v6));
    detail.routes().forEach(route -> routes.add(new Route(route.dst(), route.gw())));
    return new EndpointIp(
        nic,
        v4 == null ? null : v4.cidr(),
        v6 == null ? null : v6.cidr(),
        v4 == null ? null : v4.pool(),
        v6 == null ? null : v6.pool(),
        0L,
        gateway4,
        gateway6,
        (gateway4 == null && gateway6 == null) ? null : Boolean.valueOf(detail.clean()),
        routes.isEmpty() ? null : routes,
        null);
  }

  private static @Nullable NicLease ofFamily(List<NicLease> leases, IpFamily family) {
    return leases.stream().filter(lease -> lease.family() == family).findFirst().orElse(null);
  }

  private @Nullable String gateway(@Nullable NicLease lease) {
    return poolSpec(lease).map(SpiderIPPool.Spec::gateway).orElse(null);
  }

  private List<Route> routes(@Nullable NicLease lease) {
    return poolSpec(lease).map(SpiderIPPool.Spec::routes).orElse(List.of());
  }

  private Optional<SpiderIPPool.Spec> poolSpec(@Nullable NicLease lease) {
    return Optional.ofNullable(lease)
        .flatMap(held -> view.pool(held.pool()))
        .map(pool -> pool.spec().detail())
        .filter(detail -> !detail.isEmpty())
        .map(detail -> serialization.unmarshal(detail, SpiderIPPool.Spec.class));
  }
}
