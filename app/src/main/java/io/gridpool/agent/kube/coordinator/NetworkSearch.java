package io.gridpool.agent.kube.coordinator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.CoordinatorSpec;
import io.gridpool.agent.kube.crd.CoordinatorSpec.PodCidrType;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Phase;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Status;
import io.gridpool.agent.kube.loop.NetworkSettings;
import io.gridpool.ledger.model.Subnet;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what the cluster's own networks are, as a coordinator wants them looked up.
 *
 * <p>Errors: the client's, where the API server does not answer; then nothing new is known.
 */
final class NetworkSearch {
  private final CniFolder folder;
  private final CniNetworks cnis;
  private final ControlPlaneNetworks controlPlane;
  private final ServiceNetworks services;

  NetworkSearch(KubernetesClient client, NetworkSettings settings) {
    ClusterReader reader = new ClusterReader(client);
    this.folder = new CniFolder(settings.cniFolder());
    this.controlPlane = new ControlPlaneNetworks(reader);
    this.cnis = new CniNetworks(reader, controlPlane, settings.ciliumConfig());
    this.services = new ServiceNetworks(reader, controlPlane);
  }

  /** The status that the coordinator should have now. */
  Status look(@Nullable CoordinatorSpec spec) {
    if (spec == null || spec.podCIDRType() == null) {
      return notReady("podCIDRType is needed");
    }
    return switch (pods(spec.podCIDRType())) {
      case Finding.Nothing nothing -> notReady(nothing.reason());
      case Finding.Networks pods -> withServices(pods);
    };
  }

  private Finding pods(PodCidrType type) {
    return switch (type) {
      case AUTO -> ofNode();
      case CLUSTER -> controlPlane.pods();
      case CALICO -> cnis.calico();
      case CILIUM -> cnis.cilium();
      case NONE -> new Finding.Networks(List.of());
    };
  }

  private Finding ofNode() {
    try {
      return pods(folder.type());
    } catch (IOException e) {
      return new Finding.Nothing("the CNI configurations of the node cannot be read: " + e);
    }
  }

  private Status withServices(Finding.Networks pods) {
    return switch (services.find()) {
      case Finding.Nothing nothing -> notReady(nothing.reason());
      case Finding.Networks found ->
          bad(pods.cidrs())
              .or(() -> bad(found.cidrs()))
              .map(cidr -> notReady("\"" + cidr + "\" was found, which is no CIDR"))
              .orElseGet(() -> new Status(Phase.Synced, null, pods.cidrs(), found.cidrs()));
    };
  }

  private static Optional<String> bad(List<String> cidrs) {
    return cidrs.stream().filter(cidr -> !isCidr(cidr)).findFirst();
  }

  private static boolean isCidr(String text) {
    try {
      return Objects.nonNull(Subnet.parse(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Status notReady(String reason) {
    return new Status(Phase.NotReady, reason, List.of(), List.of());
  }
}
