package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the API server itself, never a cache, whether an endpoint may be freed.
 *
 * <p>Errors: throws what the client throws when there is no answer; then nothing is known.
 */
final class Evidence {
  private static final String APPS = "apps";
  private static final String STATEFUL_SET = "StatefulSet";

  private final KubernetesClient client;

  Evidence(KubernetesClient client) {
    this.client = client;
  }

  /** Why the endpoint may be freed, as a reason for the record; empty when it must stay. */
  Optional<String> against(Endpoint endpoint) {
    Optional<PodFacts> pod = pod(endpoint.key());
    if (pod.isPresent() && pod.get().uid().equals(endpoint.podUid())) {
      return Optional.empty();
    }
    if (endpoint.sticky() && ofStatefulSet(endpoint)) {
      // A pod of another uid is the successor: it takes the endpoint over when it asks.
      return pod.isPresent() ? Optional.empty() : againstOrdinal(endpoint);
    }
    return Optional.of(pod.isPresent() ? "pod replaced" : "pod gone");
  }

  private Optional<PodFacts> pod(EndpointKey key) {
    Pod pod = client.pods().inNamespace(key.namespace()).withName(key.name()).get();
    return Optional.ofNullable(pod).map(PodReader::facts);
  }

  private static boolean ofStatefulSet(Endpoint endpoint) {
    return endpoint.owner().group().equals(APPS) && endpoint.owner().kind().equals(STATEFUL_SET);
  }

  private Optional<String> againstOrdinal(Endpoint endpoint) {
    String name = endpoint.owner().name();
    StatefulSet set =
        client.apps().statefulSets().inNamespace(endpoint.key().namespace()).withName(name).get();
    if (set == null) {
      return Optional.of("StatefulSet " + name + " gone");
    }
    OptionalLong ordinal = ordinal(endpoint.key().name(), name);
    return ordinal.isPresent() && wants(set, ordinal.getAsLong())
        ? Optional.empty()
        : Optional.of("StatefulSet " + name + " has no such ordinal");
  }

  /** The number behind the name of the set; empty when the pod is not named that way. */
  static OptionalLong ordinal(String pod, String set) {
    String prefix = set + "-";
    String digits = pod.startsWith(prefix) ? pod.substring(prefix.length()) : "";
    boolean number =
        !digits.isEmpty()
            && digits.length() < Integer.toString(Integer.MAX_VALUE).length() + 1
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
  }

  /** Whether the set wants a pod of this ordinal; replicas are 1 unless it says so. */
  private static boolean wants(StatefulSet set, long ordinal) {
    var spec = set.getSpec();
    Integer replicas = spec.getReplicas();
    var ordinals = spec.getOrdinals();
    Integer start = ordinals == null ? null : ordinals.getStart();
    long first = start == null ? 0 : start;
    return ordinal >= first && ordinal < first + (replicas == null ? 1 : replicas);
  }
}
