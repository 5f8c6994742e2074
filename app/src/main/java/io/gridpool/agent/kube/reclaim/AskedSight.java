package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evidence: each look is one GET that the API server answers from its own store, never a cache.
 * Within the budget.
 */
final class AskedSight implements ClusterSight {
  private final KubernetesClient client;
  private final ApiBudget budget;

  AskedSight(KubernetesClient client, ApiBudget budget) {
    this.client = client;
    this.budget = budget;
  }

  @Override
  public Optional<PodSight> pod(EndpointKey pod) {
    budget.take();
    Pod object = client.pods().inNamespace(pod.namespace()).withName(pod.name()).get();
    return Optional.ofNullable(object).map(PodSight::of);
  }

  @Override
  public Optional<SetSight> set(EndpointKey set) {
    budget.take();
    StatefulSet object =
        client.apps().statefulSets().inNamespace(set.namespace()).withName(set.name()).get();
    return Optional.ofNullable(object).map(SetSight::of);
  }

  @Override
  public NodeSight node(String name) {
    budget.take();
    Node object = client.nodes().withName(name).get();
    return object == null ? NodeSight.GONE : NodeSight.of(object);
  }

  @Override
  public boolean namespaceEnds(String name) {
    budget.take();
    Namespace object = client.namespaces().withName(name).get();
    return object == null || object.getMetadata().getDeletionTimestamp() != null;
  }

  @Override
  public boolean ownerGone(String namespace, Owner owner) {
    var apps = client.apps();
    return switch (owner.group() + "/" + owner.kind()) {
      case "apps/Deployment" ->
          gone(() -> apps.deployments().inNamespace(namespace).withName(owner.name()).get());
      case "apps/ReplicaSet" ->
          gone(() -> apps.replicaSets().inNamespace(namespace).withName(owner.name()).get());
      case "apps/DaemonSet" ->
          gone(() -> apps.daemonSets().inNamespace(namespace).withName(owner.name()).get());
      case "apps/StatefulSet" ->
          gone(() -> apps.statefulSets().inNamespace(namespace).withName(owner.name()).get());
      case "batch/Job" ->
          gone(
              () -> client.batch().v1().jobs().inNamespace(namespace).withName(owner.name()).get());
      case "kubevirt.io/VirtualMachineInstance" ->
          gone(() -> machine("VirtualMachineInstance", namespace, owner.name()))
              && gone(() -> machine("VirtualMachine", namespace, owner.name()));
      default -> false;
    };
  }

  /** A virtual machine of KubeVirt or its instance; null, too, where KubeVirt is not installed. */
  private @Nullable HasMetadata machine(String kind, String namespace, String name) {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup("kubevirt.io")
            .withVersion("v1")
            .withKind(kind)
            .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
            .withNamespaced(true)
            .build();
    return client.genericKubernetesResources(context).inNamespace(namespace).withName(name).get();
  }

  private boolean gone(Supplier<? extends @Nullable HasMetadata> get) {
    budget.take();
    return get.get() == null;
  }
}
