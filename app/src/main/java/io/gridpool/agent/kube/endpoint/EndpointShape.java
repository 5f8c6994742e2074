package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.Route;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A ledger endpoint as a SpiderEndpoint object, field by field as Spiderpool writes it. */
final class EndpointShape {
  private static final String STATEFUL_SET = "StatefulSet";

  /** Owner of the API objects of static pods, whose uid is not the one the runtime knows. */
  private static final String NODE = "Node";

  private final LedgerView view;
  private final KubernetesSerialization serialization;
  private final Function<EndpointKey, Optional<String>> containerIds;

  EndpointShape(
      LedgerView view,
      KubernetesSerialization serialization,
      Function<EndpointKey, Optional<String>> containerIds) {
    this.view = view;
    this.serialization = serialization;
    this.containerIds = containerIds;
  }

  /** The whole object, for a create. */
  SpiderEndpoint object(Endpoint endpoint) {
    SpiderEndpoint object = new SpiderEndpoint();
    object.setMetadata(metadata(endpoint));
    object.setStatus(status(endpoint));
    return object;
  }

  /** What the ledger says, for a create and for a comparison. */
  SpiderEndpoint.Status status(Endpoint endpoint) {
    return new SpiderEndpoint.Status(
        new SpiderEndpoint.Current(endpoint.podUid(), endpoint.node(), ips(endpoint)),
        endpoint.owner().kind(),
        endpoint.owner().name());
  }

  /**
   * The sandbox that holds it: the full id where this agent knows it or {@code before} names it,
   * else what the ledger remembers of it.
   */
  String containerId(Endpoint endpoint, @Nullable SpiderEndpoint before) {
    return containerIds
        .apply(endpoint.key())
        .or(() -> Optional.ofNullable(before).map(EndpointShape::recordedContainerId))
        .filter(id -> Endpoint.fenceOf(id).equals(endpoint.containerFence()))
        .orElse(endpoint.containerFence());
  }

  /** The sandbox that {@code object} names; empty where it names none. */
  static String recordedContainerId(SpiderEndpoint object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null
        ? ""
        : annotations.getOrDefault(CrdNames.ANNOTATION_CONTAINER_ID, "");
  }

  /**
   * The pod as owner, so that the object goes with it; none where the addresses outlive the pod, or
   * where the pod's API object has another uid.
   */
  static List<OwnerReference> owners(Endpoint endpoint) {
    boolean stays =
        endpoint.sticky()
            || endpoint.owner().kind().equals(STATEFUL_SET)
            || endpoint.owner().kind().equals(NODE);
    return stays
        ? List.of()
        : List.of(
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(endpoint.key().name())
                .withUid(endpoint.podUid())
                .build());
  }

  private ObjectMeta metadata(Endpoint endpoint) {
    return new ObjectMetaBuilder()
        .withNamespace(endpoint.key().namespace())
        .withName(endpoint.key().name())
        .withFinalizers(CrdNames.FINALIZER)
        .withOwnerReferences(owners(endpoint))
        .withAnnotations(Map.of(CrdNames.ANNOTATION_CONTAINER_ID, containerId(endpoint, null)))
        .build();
  }

  private List<EndpointIp> ips(Endpoint endpoint) {
    Map<String, List<NicLease>> leasesByNic = new LinkedHashMap<>();
    endpoint
        .leases()
        .forEach(l -> leasesByNic.computeIfAbsent(l.nic(), nic -> new ArrayList<>()).add(l));
    return leasesByNic.entrySet().stream().map(nic -> ip(nic.getKey(), nic.getValue())).toList();
  }

  private EndpointIp ip(String nic, List<NicLease> leases) {
    NicLease v4 = ofFamily(leases, IpFamily.V4);
    NicLease v6 = ofFamily(leases, IpFamily.V6);
    String gateway4 = gateway(v4);
    String gateway6 = gateway(v6);
    List<Route> routes = new ArrayList<>(routes(v4));
    routes.addAll(routes(v6));
    return new EndpointIp(
        nic,
        v4 == null ? null : v4.cidr(),
        v6 == null ? null : v6.cidr(),
        v4 == null ? null : v4.pool(),
        v6 == null ? null : v6.pool(),
        0L,
        gateway4,
        gateway6,
        (gateway4 == null && gateway6 == null) ? null : Boolean.FALSE,
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
