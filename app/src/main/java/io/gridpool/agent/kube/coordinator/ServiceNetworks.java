package io.gridpool.agent.kube.coordinator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The networks of Services: the ServiceCIDR objects of clusters that have the kind, else what the
 * control plane was started with.
 */
final class ServiceNetworks {
  private static final List<ResourceDefinitionContext> KINDS =
      Stream.of("v1", "v1beta1")
          .map(version ->
              CniNetworks.kind("networking.k8s.io", version, "ServiceCIDR", "servicecidrs"))
          .toList();

  private final ClusterReader reader;
  private final ControlPlaneNetworks controlPlane;

  ServiceNetworks(ClusterReader reader, ControlPlaneNetworks controlPlane) {
    this.reader = reader;
    this.controlPlane = controlPlane;
  }

  Finding find() {
    return KINDS.stream()
        .map(reader::all)
        .flatMap(Optional::stream)
        .findFirst()
        .map(all -> all.stream().flatMap(ServiceNetworks::cidrs).toList())
        .filter(cidrs -> !cidrs.isEmpty())
        .<Finding>map(Finding.Networks::new)
        .orElseGet(controlPlane::services);
  }

  /** A spec without a list is possible: the peer's controller ends there. */
  private static Stream<String> cidrs(GenericKubernetesResource object) {
    return object.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
            && spec.get("cidrs") instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast)
        : Stream.empty();
  }
}
