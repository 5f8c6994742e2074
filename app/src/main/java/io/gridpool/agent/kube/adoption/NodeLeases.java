package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.directory.PodReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
  private final Map<String, Set<String>> uidsByNode = new HashMap<>();

  private NodeLeases(KubernetesClient client) {
    this.client = client;
  }

  /** Reads the mirror once. Errors: {@link io.gridpool.grid.TryLaterException}. */
  public static NodeLeases read(KubernetesClient client) {
    NodeLeases leases = new NodeLeases(client);
    Pages.each(client, SpiderEndpoint.class, leases::add);
    return leases;
  }

  private void add(SpiderEndpoint object) {
    var status = object.getStatus();
    if (status != null && status.current() != null && !status.current().ips().isEmpty()) {
      uidsByNode
          .computeIfAbsent(status.current().node(), node -> new TreeSet<>())
          .add(status.current().uid());
    }
  }

  /** How many pods of the node the mirror knows addresses of. */
  public int mirroredOn(String node) {
    return uidsByNode.getOrDefault(node, Set.of()).size();
  }

  /** Pods bound to the node that may hold addresses the mirror does not know. */
  public List<String> unknownPodsOn(String node) {
    Set<String> mirrored = uidsByNode.getOrDefault(node, Set.of());
    TreeSet<String> unknown = new TreeSet<>();
    Pages.podsOf(
        client,
        node,
        pod -> {
          if (PodUse.mayHoldUnknown(pod) && !mirrored.contains(PodReader.uid(pod.getMetadata()))) {
            unknown.add(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
          }
        });
    return List.copyOf(unknown);
  }
}
