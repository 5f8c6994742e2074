package io.gridpool.loadtest.load.node;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What kubelets tell the API server of their pods: that they run, with which address, and that they
 * are gone. Repeated while the server does not answer.
 */
final class PodReports {
  private static final int AT_ONCE_MAX = 24;
  private static final int TRIES_MAX = 60;
  private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final String HOST_ADDRESS = "127.0.0.1";

  private final KubernetesClient client;
  private final String namespace;
  private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);

  PodReports(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Says that the pod runs and is ready. */
  void running(PodFacts pod, String address) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String status =
        """
        {"metadata": {"uid": "%s"}, "status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%s"}], "hostIP": "%s", "startTime": "%s",
         "conditions": [%s, %s, %s],
         "containerStatuses": [{"name": "app", "image": "hollow", "imageID": "", "ready": true, "started": true, "restartCount": 0,
           "state": {"running": {"startedAt": "%s"}}}]}}
        """
            .formatted(
                pod.uid(),
                address,
                address,
                HOST_ADDRESS,
                now,
                condition("Initialized", now),
                condition("ContainersReady", now),
                condition("Ready", now),
                now);
    repeat(() -> {
      var _ =
          client
              .pods()
              .inNamespace(namespace)
              .withName(pod.name())
              .subresource("status")
              .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), status);
    });
  }

  private static String condition(String type, String now) {
    return "{\"type\": \"%s\", \"status\": \"True\", \"lastTransitionTime\": \"%s\"}"
        .formatted(type, now);
  }

  /** Removes the object: its sandboxes are gone. */
  void gone(PodFacts pod) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withGracePeriodSeconds(0L)
            .withNewPreconditions()
            .withUid(pod.uid())
            .endPreconditions()
            .build();
    repeat(() -> {
      var _ =
          client.raw(
              "/api/v1/namespaces/%s/pods/%s".formatted(namespace, pod.name()), "DELETE", options);
    });
  }

  private void repeat(Runnable request) {
    for (int i = 0; i < TRIES_MAX && !Thread.currentThread().isInterrupted(); i++) {
      atOnce.acquireUninterruptibly();
      try {
        request.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
            || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          return; // It is gone already, or another one has its name.
        }
      } finally {
        atOnce.release();
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }
}
