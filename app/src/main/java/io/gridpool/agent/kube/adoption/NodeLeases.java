package io.gridpool.agent.kube.adoption;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which pods of a node have their addresses in the mirror, and which may hold some that only their
 * node knows.
 *
 * <p>An address is given to a pod only after the API server has bound it to its node, and the
 * binding outlives the node's silence. So a node whose bound pods are all mirrored, each with its
 * own uid, holds nothing unknown.
 */
public final class NodeLeases {
  private final KubernetesClient client;
  private final Map<String, Set<String>> uidsByNode;

  private NodeLeases(KubernetesClient client, Map<String, Set<String>> uidsByNode) {
    this.client = client;
    this.uidsByNode = uidsByNode;
  }

  /** Reads the mirror once. Errors: {@link io.gridpool.grid.TryLaterException}. */
  public static NodeLeases read(KubernetesClient client) {
    return new NodeLeases(
        client,
        MirrorList.read(client, NodeLeases::holder).stream()
            .collect(groupingBy(Holder::node, mapping(Holder::uid, toUnmodifiableSet()))));
  }

  private static Stream<Holder> holder(SpiderEndpoint object) {
    var status = object.getStatus();
    return status == null || status.current() == null || status.current().ips().isEmpty()
        ? Stream.empty()
        : Stream.of(new Holder(status.current().node(), status.current().uid()));
  }

  private record Holder(String node, String uid) {}

  /** How many pods of the node the mirror knows addresses of. */
  public int mirroredOn(String node) {
    return uidsByNode.getOrDefault(node, Set.of()).size();
  }

  /** Pods bound to the node that may hold addresses the mirror does not know. */
  public List<String> unknownPodsOn(String node) {
    Set<String> mirrored = uidsByNode.getOrDefault(node, Set.of());
    return PodLists.holdingUnknown(client, node).stream()
        .filter(pod -> !mirrored.contains(pod.uid()))
        .map(pod -> pod.key().toString())
        .sorted()
        .toList();
  }
}
