package io.gridpool.agent.kube.application;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.gridpool.agent.ipam.SubnetAnnotation;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An application that asks for pools of its own.
 *
 * @param replicas pods that it wants at once (reference §7.2)
 * @param annotations of its pod template
 */
record Application(AppKey key, String uid, int replicas, Map<String, String> annotations) {
  Application {
    annotations = Map.copyOf(annotations);
  }

  /** The object in Events. */
  HasMetadata reference() {
    var object = new GenericKubernetesResource();
    object.setApiVersion(key.kind().apiVersion());
    object.setKind(key.kind().kind());
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(key.namespace())
            .withName(key.name())
            .withUid(uid)
            .build());
    return object;
  }

  static Application of(HasMetadata object) {
    var metadata = object.getMetadata();
    AppKind kind = AppKind.of(object.getKind()).orElseThrow();
    return new Application(
        new AppKey(kind, metadata.getNamespace(), metadata.getName()),
        metadata.getUid(),
        replicas(object),
        annotations(template(object)));
  }

  /** Whether it asks for pools; pods of the host's network have no use for them. */
  static boolean asks(HasMetadata object) {
    @Nullable PodTemplateSpec template = template(object);
    boolean hosts =
        template != null
            && template.getSpec() != null
            && Boolean.TRUE.equals(template.getSpec().getHostNetwork());
    return !hosts
        && !partOfAnother(object)
        && object.getMetadata().getDeletionTimestamp() == null
        && SubnetAnnotation.isIn(annotations(template));
  }

  /** ReplicaSets of Deployments and Jobs of CronJobs use the pools of those. */
  private static boolean partOfAnother(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner ->
            Boolean.TRUE.equals(owner.getController())
                && AppKind.of(owner.getKind()).isPresent()
                && owner.getApiVersion().equals(object.getApiVersion()));
  }

  private static Map<String, String> annotations(@Nullable PodTemplateSpec template) {
    return template == null || template.getMetadata() == null
        ? Map.of()
        : Objects.requireNonNullElse(template.getMetadata().getAnnotations(), Map.of());
  }

  private static @Nullable PodTemplateSpec template(HasMetadata object) {
    return switch (object) {
      case Deployment app -> app.getSpec() == null ? null : app.getSpec().getTemplate();
      case ReplicaSet app -> app.getSpec() == null ? null : app.getSpec().getTemplate();
      case StatefulSet app -> app.getSpec() == null ? null : app.getSpec().getTemplate();
      case DaemonSet app -> app.getSpec() == null ? null : app.getSpec().getTemplate();
      case Job app -> app.getSpec() == null ? null : app.getSpec().getTemplate();
      case CronJob app -> app.getSpec() == null ? null : jobOf(app).getTemplate();
      default -> null;
    };
  }

  private static int replicas(HasMetadata object) {
    return switch (object) {
      case Deployment app -> orZero(app.getSpec().getReplicas());
      case ReplicaSet app -> orZero(app.getSpec().getReplicas());
      case StatefulSet app -> orZero(app.getSpec().getReplicas());
      case DaemonSet app ->
          app.getStatus() == null ? 0 : orZero(app.getStatus().getDesiredNumberScheduled());
      case Job app -> pods(app.getSpec());
      case CronJob app -> pods(jobOf(app));
      default -> 0;
    };
  }

  private static JobSpec jobOf(CronJob app) {
    return app.getSpec().getJobTemplate().getSpec();
  }

  private static int pods(JobSpec job) {
    return Stream.of(orZero(job.getCompletions()), orZero(job.getParallelism()))
        .filter(number -> number > 0)
        .findFirst()
        .orElse(1);
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
