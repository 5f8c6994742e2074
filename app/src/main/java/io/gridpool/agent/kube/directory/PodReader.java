package io.gridpool.agent.kube.directory;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the facts out of a pod. */
public final class PodReader {
  /**
   * Annotation of the API object of a static pod: the uid under which the node's runtime knows it.
   */
  public static final String STATIC_POD_UID = "kubernetes.io/config.hash";

  private static final String TEMPLATE_HASH = "pod-template-hash";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private PodReader() {}

  /** The facts of {@code pod}. */
  public static PodFacts facts(Pod pod) {
    var metadata = pod.getMetadata();
    var spec = pod.getSpec();
    return new PodFacts(
        new EndpointKey(metadata.getNamespace(), metadata.getName()),
        uid(metadata),
        spec == null ? "" : Objects.requireNonNullElse(spec.getNodeName(), ""),
        owner(pod),
        metadata.getDeletionTimestamp() != null || finished(pod),
        orEmpty(metadata.getLabels()),
        orEmpty(metadata.getAnnotations()));
  }

  /** The uid by which the node's runtime knows the pod. */
  public static String uid(ObjectMeta pod) {
    return orEmpty(pod.getAnnotations())
        .getOrDefault(STATIC_POD_UID, Objects.requireNonNullElse(pod.getUid(), ""));
  }

  /** Finished for good: the kubelet starts no container of it again. */
  private static boolean finished(Pod pod) {
    var status = pod.getStatus();
    return status != null && status.getPhase() != null && FINISHED.contains(status.getPhase());
  }

  private static Owner owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .findFirst()
        .map(reference -> topOwner(pod, reference))
        .orElseGet(() -> new Owner("", "Pod", pod.getMetadata().getName()));
  }

  /** A ReplicaSet named after its Deployment and the template's hash stands for the Deployment. */
  private static Owner topOwner(Pod pod, OwnerReference reference) {
    String group = group(reference.getApiVersion());
    String hash = orEmpty(pod.getMetadata().getLabels()).getOrDefault(TEMPLATE_HASH, "");
    String suffix = "-" + hash;
    String name = reference.getName();
    boolean ofDeployment =
        group.equals("apps")
            && reference.getKind().equals("ReplicaSet")
            && !hash.isEmpty()
            && name.endsWith(suffix)
            && name.length() > suffix.length();
    return ofDeployment
        ? new Owner(group, "Deployment", name.substring(0, name.length() - suffix.length()))
        : new Owner(group, reference.getKind(), name);
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
