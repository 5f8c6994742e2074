package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Map;

/**
 * What address management needs to know of a pod.
 *
 * @param uid of the pod object
 * @param node it is bound to; empty when unscheduled
 * @param owner top controller as far as the pod itself tells (its controller reference), else
 *     itself
 * @param ending it is being deleted, or finished for good
 */
public record PodFacts(
    EndpointKey key,
    String uid,
    String node,
    Owner owner,
    boolean ending,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public PodFacts {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
