package io.gridpool.loadtest.load;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.loadtest.load.node.PodFacts;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Workloads of one container that never runs. Deployments and StatefulSets are carried out by the
 * real controllers, their pods bound by the real scheduler.
 */
public final class Workloads {
  /** Where all of them live. */
  public static final String NAMESPACE = "gridpool-load";

  private static final int DELETES_AT_ONCE = 32;

  private static final String APP = "app";

  /** Longer than any run needs: an object goes when its hollow node says so. */
  private static final long GRACE_SECONDS = 600L;

  private final KubernetesClient client;

  public Workloads(KubernetesClient client) {
    this.client = client;
  }

  /** Makes the namespace. */
  public void open() {
    var _ =
        client
            .resource(
                new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
            .serverSideApply();
    var _ =
        client
            .resource(
                new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withNamespace(NAMESPACE)
                    .withName("default")
                    .endMetadata()
                    .build())
            .serverSideApply();
  }

  /** A Deployment. */
  public void deployment(String name, int replicas) {
    var _ =
        client
            .resource(
                new DeploymentBuilder()
                    .withNewMetadata()
                    .withNamespace(NAMESPACE)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(replicas)
                    .withNewSelector()
                    .addToMatchLabels(APP, name)
                    .endSelector()
                    .withTemplate(template(name))
                    .endSpec()
                    .build())
            .create();
  }

  /** A StatefulSet that starts all its pods at once. */
  public void statefulSet(String name, int replicas) {
    var _ =
        client
            .resource(
                new StatefulSetBuilder()
                    .withNewMetadata()
                    .withNamespace(NAMESPACE)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(replicas)
                    .withServiceName(name)
                    .withPodManagementPolicy("Parallel")
                    .withNewSelector()
                    .addToMatchLabels(APP, name)
                    .endSelector()
                    .withTemplate(template(name))
                    .endSpec()
                    .build())
            .create();
  }

  /** A pod without a controller, bound to a node; {@code held}: it starts when it is told to. */
  public void pod(String name, String node, boolean held) {
    PodTemplateSpec template = template("bare");
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .addToLabels(held ? Map.of(PodFacts.HELD, "true") : Map.of())
            .endMetadata()
            .withSpec(template.getSpec())
            .editSpec()
            .withNodeName(node)
            .endSpec()
            .build();
    var _ = client.resource(pod).create();
  }

  private static PodTemplateSpec template(String app) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToLabels(APP, app)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("app")
        .withImage("none.invalid/hollow")
        .endContainer()
        .endSpec()
        .build();
  }

  /** Asks for the end of one pod; one that is gone is as good. */
  public void delete(String pod) {
    try {
      var _ =
          client.raw(
              "/api/v1/namespaces/" + NAMESPACE + "/pods/" + pod, "DELETE", new DeleteOptions());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Asks for the end of all pods at once; controllers make new ones. One request for all would be
   * cut off after a minute: the server ends them one by one.
   */
  public void deletePods() {
    List<String> names =
        client.pods().inNamespace(NAMESPACE).list().getItems().stream()
            .map(pod -> pod.getMetadata().getName())
            .toList();
    try (ExecutorService requests = Executors.newFixedThreadPool(DELETES_AT_ONCE)) {
      List<CompletableFuture<Void>> deleted =
          names.stream()
              .map(name -> CompletableFuture.runAsync(() -> delete(name), requests))
              .toList();
      deleted.forEach(CompletableFuture::join);
    }
  }

  /** Deletes the controllers, which takes their pods along, and the pods without one. */
  public void deleteAll() {
    client.apps().deployments().inNamespace(NAMESPACE).delete();
    client.apps().statefulSets().inNamespace(NAMESPACE).delete();
    deletePods();
  }

  /** How many pod objects there are. */
  public int pods() {
    return client.pods().inNamespace(NAMESPACE).list().getItems().size();
  }

  /** Whether there are exactly so many pod objects, and none of them ends. */
  public boolean atRest(int pods) {
    var all = client.pods().inNamespace(NAMESPACE).list().getItems();
    return all.size() == pods
        && all.stream().allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null);
  }

  /** Removes the namespace; does not wait. */
  public void close() {
    client.namespaces().withName(NAMESPACE).delete();
  }
}
