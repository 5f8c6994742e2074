package io.gridpool.agent.kube.application;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of applications that get pools of their own. */
enum AppKind {
  DEPLOYMENT("apps", "Deployment", Deployment.class),
  REPLICA_SET("apps", "ReplicaSet", ReplicaSet.class),
  STATEFUL_SET("apps", "StatefulSet", StatefulSet.class),
  DAEMON_SET("apps", "DaemonSet", DaemonSet.class),
  JOB("batch", "Job", Job.class),
  CRON_JOB("batch", "CronJob", CronJob.class);

  private final String group;
  private final String kind;
  private final Class<? extends HasMetadata> type;

  AppKind(String group, String kind, Class<? extends HasMetadata> type) {
    this.group = group;
    this.kind = kind;
    this.type = type;
  }

  static Optional<AppKind> of(String kind) {
    return Arrays.stream(values()).filter(known -> known.kind.equals(kind)).findFirst();
  }

  String group() {
    return group;
  }

  /** As the API server calls it. */
  String kind() {
    return kind;
  }

  Class<? extends HasMetadata> type() {
    return type;
  }

  String apiVersion() {
    return group + "/v1";
  }
}
