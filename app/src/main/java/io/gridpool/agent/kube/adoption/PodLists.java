package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.list.ListRequest;
import io.gridpool.agent.kube.list.WholeList;
import io.gridpool.grid.TryLaterException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods that use addresses, or may. Errors: {@link TryLaterException} when the API server fails. */
final class PodLists {
  private static final ListRequest PODS = ListRequest.of("api/v1/pods");

  private PodLists() {}

  /** All that may use an address. */
  static List<LivePod> live(KubernetesClient client) {
    return read(client, PODS, use -> use.mayUseAddress() ? Stream.of(use.pod()) : Stream.empty());
  }

  /** Those bound to a node that may have addresses which their status does not show. */
  static List<LivePod> holdingUnknown(KubernetesClient client, String node) {
    return read(
        client,
        PODS.with("fieldSelector", "spec.nodeName=" + node),
        // A server that cannot filter sends them all.
        use ->
            use.mayHoldUnknown() && use.pod().node().equals(node)
                ? Stream.of(use.pod())
                : Stream.empty());
  }

  /** The uids of all in a namespace that may use an address. */
  static Set<String> liveUids(KubernetesClient client, String namespace) {
    return read(
            client,
            ListRequest.of("api/v1/namespaces/" + namespace + "/pods"),
            use -> use.mayUseAddress() ? Stream.of(use.pod().uid()) : Stream.<String>empty())
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <R> List<R> read(
      KubernetesClient client, ListRequest request, Function<PodUse, Stream<R>> reader) {
    try {
      return new WholeList(client, request).read(PodUse.FORMAT, reader);
    } catch (KubernetesClientException e) {
      throw new TryLaterException("the API server does not list pods: " + e.getMessage(), e);
    }
  }
}
