package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a pod's object says about addresses that it uses, or may use. */
final class PodUse {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  /** With any of these a pod may have addresses that its status does not show. */
  private static final Set<String> MORE_NICS =
      Set.of("k8s.v1.cni.cncf.io/networks", "ipam.spidernet.io/ippools");

  private PodUse() {}

  /** Whether it is bound to a node, on the pods' network, and has not finished. */
  static boolean mayUseAddress(Pod pod) {
    if (pod.getSpec() == null || pod.getSpec().getNodeName() == null) {
      return false;
    }
    PodStatus status = pod.getStatus();
    boolean finished =
        status != null && status.getPhase() != null && FINISHED.contains(status.getPhase());
    return !finished && !Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
  }

  /** Whether it may have addresses that its own status does not show. */
  static boolean mayHoldUnknown(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    boolean several = annotations != null && MORE_NICS.stream().anyMatch(annotations::containsKey);
    return mayUseAddress(pod) && (several || addresses(pod).isEmpty());
  }

  static LivePod of(Pod pod) {
    return new LivePod(
        new EndpointKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
        PodReader.uid(pod.getMetadata()),
        pod.getSpec().getNodeName(),
        addresses(pod));
  }

  private static List<Address> addresses(Pod pod) {
    List<Address> found = new ArrayList<>();
    if (pod.getStatus() != null && pod.getStatus().getPodIPs() != null) {
      for (PodIP ip : pod.getStatus().getPodIPs()) {
        if (ip.getIp() != null && !ip.getIp().isEmpty()) {
          found.add(Address.parse(ip.getIp()));
        }
      }
    }
    return found;
  }
}
