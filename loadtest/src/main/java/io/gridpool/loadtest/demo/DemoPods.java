package io.gridpool.loadtest.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;

/** The story's StatefulSet and pods as objects. */
final class DemoPods {
  private static final String IPPOOL = "ipam.spidernet.io/ippool";
  private static final String BOTH_FAMILIES =
      "{\"ipv4\": [\"" + DemoPools.V4 + "\"], \"ipv6\": [\"" + DemoPools.V6 + "\"]}";
  private static final String IMAGE = "docker.io/library/busybox:latest";

  private DemoPods() {}

  static StatefulSet statefulSet(String name, int replicas, String scheduler) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(KubeCluster.NAMESPACE)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(name)
        .withPodManagementPolicy("Parallel")
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .addToAnnotations(IPPOOL, BOTH_FAMILIES)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName(scheduler)
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("app")
        .withImage(IMAGE)
        .withImagePullPolicy("IfNotPresent")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The pod that the StatefulSet controller would make. */
  static Pod statefulPod(String name, String node, StatefulSet owner) {
    return new PodBuilder(pod(name, node, Map.of(IPPOOL, BOTH_FAMILIES)))
        .editMetadata()
        .addToLabels("app", owner.getMetadata().getName())
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  static Pod barePod(String name, String node, String pool) {
    return pod(name, node, Map.of(IPPOOL, "{\"ipv4\": [\"" + pool + "\"]}"));
  }

  private static Pod pod(String name, String node, Map<String, String> annotations) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(KubeCluster.NAMESPACE)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withAutomountServiceAccountToken(false)
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("app")
        .withImage(IMAGE)
        .endContainer()
        .endSpec()
        .build();
  }
}
