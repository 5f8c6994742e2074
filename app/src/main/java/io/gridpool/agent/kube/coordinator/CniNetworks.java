package io.gridpool.agent.kube.coordinator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pod networks of Calico and Cilium, from their own objects.
 *
 * <p>Source: reference §7.5. Cilium's pool objects are read in mode {@code multi-pool} only, so the
 * other modes need no such kind in the cluster (the peer's defect).
 */
final class CniNetworks {
  private static final ResourceDefinitionContext CALICO_POOLS =
      kind("crd.projectcalico.org", "v1", "IPPool", "ippools");
  private static final ResourceDefinitionContext CILIUM_POOLS =
      kind("cilium.io", "v2alpha1", "CiliumPodIPPool", "ciliumpodippools");

  private final ClusterReader reader;
  private final ControlPlaneNetworks controlPlane;
  private final ConfName ciliumConfig;

  CniNetworks(ClusterReader reader, ControlPlaneNetworks controlPlane, ConfName ciliumConfig) {
    this.reader = reader;
    this.controlPlane = controlPlane;
    this.ciliumConfig = ciliumConfig;
  }

  static ResourceDefinitionContext kind(String group, String version, String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }

  /** Of Calico: all its pools that are neither off nor on their way out. */
  Finding calico() {
    Optional<List<GenericKubernetesResource>> pools = reader.all(CALICO_POOLS);
    return pools
        .<Finding>map(all ->
            new Finding.Networks(
                all.stream()
                    .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null)
                    .map(CniNetworks::spec)
                    .filter(spec -> !Boolean.TRUE.equals(spec.get("disabled")))
                    .flatMap(spec -> text(spec.get("cidr")))
                    .toList()))
        .orElseGet(() -> missing("Calico's ippools.crd.projectcalico.org"));
  }

  /** Of Cilium, by the mode in its ConfigMap. */
  Finding cilium() {
    Map<String, String> data = reader.configMap(ciliumConfig).orElse(null);
    if (data == null) {
      return missing("ConfigMap " + ciliumConfig.namespace() + "/" + ciliumConfig.name());
    }
    String mode = data.getOrDefault("ipam", "");
    return switch (mode) {
      case "cluster-pool", "cluster-pool-v2beta" -> ofClusterPool(data);
      case "kubernetes" -> controlPlane.pods();
      case "multi-pool" -> ofPools();
      default -> new Finding.Nothing("Cilium's ipam mode \"" + mode + "\" is not supported");
    };
  }

  private static Finding ofClusterPool(Map<String, String> data) {
    List<String> cidrs = new ArrayList<>();
    for (String key : List.of("cluster-pool-ipv4-cidr", "cluster-pool-ipv6-cidr")) {
      cidrs.addAll(ControlPlaneNetworks.split(data.getOrDefault(key, "")));
    }
    return cidrs.isEmpty()
        ? new Finding.Nothing(
            "Cilium's ConfigMap has no cluster-pool-ipv4-cidr or cluster-pool-ipv6-cidr")
        : new Finding.Networks(cidrs);
  }

  private Finding ofPools() {
    return reader
        .all(CILIUM_POOLS)
        .<Finding>map(all ->
            new Finding.Networks(
                all.stream()
                    .map(CniNetworks::spec)
                    .flatMap(spec -> Stream.of(spec.get("ipv4"), spec.get("ipv6")))
                    .flatMap(CniNetworks::cidrs)
                    .toList()))
        .orElseGet(() -> missing("Cilium's ciliumpodippools.cilium.io"));
  }

  private static Stream<String> cidrs(@Nullable Object family) {
    return family instanceof Map<?, ?> map && map.get("cidrs") instanceof List<?> list
        ? list.stream().flatMap(CniNetworks::text)
        : Stream.empty();
  }

  private static Map<?, ?> spec(GenericKubernetesResource object) {
    return object.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec ? spec : Map.of();
  }

  private static Stream<String> text(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty() ? Stream.of(text) : Stream.empty();
  }

  private static Finding missing(String what) {
    return new Finding.Nothing(what + " cannot be read: not there, or not allowed");
  }
}
