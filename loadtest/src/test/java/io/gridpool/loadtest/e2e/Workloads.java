package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;

/** Workloads of one busybox container that ends within a second; all are labelled {@code app}. */
final class Workloads {
  private static final String IMAGE = "docker.io/library/busybox:latest";
  private static final long GRACE_SECONDS = 1L;

  private Workloads() {}

  /** The template of every workload here. */
  static PodTemplateSpec template(String app, Map<String, String> annotations) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToLabels("app", app)
        .addToAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .addNewContainer()
        .withName("app")
        .withImage(IMAGE)
        .withImagePullPolicy("IfNotPresent")
        .endContainer()
        .endSpec()
        .build();
  }

  static Pod pod(String name, Map<String, String> annotations) {
    PodTemplateSpec template = template(name, annotations);
    return new PodBuilder()
        .withMetadata(template.getMetadata())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** A pod that runs on this node and no other. */
  static Pod podOn(String node, String name, Map<String, String> annotations) {
    Pod pod = pod(name, annotations);
    pod.getSpec().setNodeName(node);
    return pod;
  }

  static Deployment deployment(String app, int replicas, Map<String, String> annotations) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", app)
        .endSelector()
        .withTemplate(template(app, annotations))
        .endSpec()
        .build();
  }

  static ReplicaSet replicaSet(String app, int replicas, Map<String, String> annotations) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", app)
        .endSelector()
        .withTemplate(template(app, annotations))
        .endSpec()
        .build();
  }

  static StatefulSet statefulSet(String app, int replicas, Map<String, String> annotations) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(app)
        .withPodManagementPolicy("Parallel")
        .withNewSelector()
        .addToMatchLabels("app", app)
        .endSelector()
        .withTemplate(template(app, annotations))
        .endSpec()
        .build();
  }

  static DaemonSet daemonSet(String app, Map<String, String> annotations) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", app)
        .endSelector()
        .withTemplate(template(app, annotations))
        .endSpec()
        .build();
  }

  /** A Job whose pods run this shell command. */
  static Job job(String app, String shell, Map<String, String> annotations) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withParallelism(2)
        .withCompletions(2)
        .withBackoffLimit(0)
        .withTemplate(template(app, annotations))
        .editTemplate()
        .editSpec()
        .withRestartPolicy("Never")
        .editFirstContainer()
        .withCommand("/bin/sh", "-c", shell)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
