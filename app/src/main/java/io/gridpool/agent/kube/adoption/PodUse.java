package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.kube.list.JsonList;
import io.gridpool.agent.kube.list.ListFormat;
import io.gridpool.agent.kube.list.ProtobufList;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's object says about addresses that it uses, or may use.
 *
 * @param pod with the addresses that its status shows
 * @param mayUseAddress whether it is bound to a node, on the pods' network, and has not finished
 * @param hasMoreNics whether it may have addresses that its status does not show
 */
record PodUse(LivePod pod, boolean mayUseAddress, boolean hasMoreNics) {
  /** Pods in lists. */
  static final ListFormat<PodUse> FORMAT =
      new ProtobufList<>(
          "",
          io.gridpool.agent.proto.kube.Pod.parser(),
          PodUse::of,
          new JsonList<>(Pod.class).map(PodUse::of));

  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private static final Set<String> MORE_NICS =
      Set.of("k8s.v1.cni.cncf.io/networks", "ipam.spidernet.io/ippools");

  static PodUse of(Pod pod) {
    PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
    PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    var live =
        new LivePod(
            new EndpointKey(pod.getMetadata().getNamespace().intern(), pod.getMetadata().getName()),
            PodReader.uid(pod.getMetadata()),
            Objects.requireNonNullElse(spec.getNodeName(), "").intern(),
            addresses(
                Stream.ofNullable(status.getPodIPs())
                    .flatMap(List::stream)
                    .flatMap(ip -> Stream.ofNullable(ip.getIp()))));
    boolean onHost = Boolean.TRUE.equals(spec.getHostNetwork());
    return of(live, onHost, status.getPhase(), pod.getMetadata().getAnnotations());
  }

  private static PodUse of(io.gridpool.agent.proto.kube.Pod pod) {
    var metadata = pod.getMetadata();
    var live =
        new LivePod(
            new EndpointKey(metadata.getNamespace().intern(), metadata.getName()),
            metadata.getAnnotationsOrDefault(PodReader.STATIC_POD_UID, metadata.getUid()),
            pod.getSpec().getNodeName().intern(),
            addresses(
                pod.getStatus().getPodIpsList().stream()
                    .map(io.gridpool.agent.proto.kube.PodIP::getIp)));
    boolean onHost = pod.getSpec().getHostNetwork();
    return of(live, onHost, pod.getStatus().getPhase(), metadata.getAnnotationsMap());
  }

  private static PodUse of(
      LivePod live,
      boolean onHost,
      @Nullable String phase,
      @Nullable Map<String, String> annotations) {
    boolean finished = phase != null && FINISHED.contains(phase);
    return new PodUse(
        live,
        !live.node().isEmpty() && !finished && !onHost,
        annotations != null && MORE_NICS.stream().anyMatch(annotations::containsKey));
  }

  /** Whether it may have addresses that its own status does not show. */
  boolean mayHoldUnknown() {
    return mayUseAddress && (hasMoreNics || pod.addresses().isEmpty());
  }

  private static List<Address> addresses(Stream<String> texts) {
    return texts.filter(text -> !text.isEmpty()).map(Address::parse).toList();
  }
}
