package io.gridpool.agent.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays a kubelet for the StatefulSet pods of one namespace: an ADD for a pod that has no address,
 * Ready then; a DEL and the pod's end when it is being deleted.
 */
final class PlayedKubelet implements AutoCloseable {
  private final KubernetesClient client;
  private final KubeLedger ledger;
  private final String namespace;
  private final String pool;
  private final Map<String, String> addressByPod = new TreeMap<>();
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);

  PlayedKubelet(KubernetesClient client, KubeLedger ledger, String namespace, String pool) {
    this.client = client;
    this.ledger = ledger;
    this.namespace = namespace;
    this.pool = pool;
    thread.start();
  }

  /** Addresses of the pods that run, by name. */
  synchronized Map<String, String> running(String prefix) {
    Map<String, String> found = new TreeMap<>(addressByPod);
    found.keySet().removeIf(name -> !name.startsWith(prefix));
    return found;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        client.pods().inNamespace(namespace).list().getItems().forEach(this::look);
      } catch (KubernetesClientException e) {
        // Somebody else changed the pod: the next look sees how.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private synchronized void look(Pod pod) {
    String name = pod.getMetadata().getName();
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      var key = new EndpointKey(namespace, name);
      var _ = ledger.submit(new Release(key, uid(pod), uid(pod), true));
      addressByPod.remove(name);
      var _ = client.resource(pod).withGracePeriod(0).delete();
    } else if (!addressByPod.containsKey(name)) {
      add(pod, name);
    }
  }

  private void add(Pod pod, String name) {
    Owner owner =
        new Owner(
            "apps", "StatefulSet", pod.getMetadata().getOwnerReferences().getFirst().getName());
    Outcome outcome =
        ledger.submit(
            new Acquire(
                new EndpointKey(namespace, name),
                uid(pod),
                "n1",
                uid(pod),
                owner,
                true,
                List.of(new Want("eth0", IpFamily.V4, List.of(pool)))));
    if (outcome instanceof Outcome.Holding holding) {
      String address = holding.endpoint().leases().getFirst().address().toString();
      addressByPod.put(name, address);
      ready(pod, address);
    }
  }

  private void ready(Pod pod, String address) {
    var status =
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewPodIP(address)
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .build();
    var _ =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod.getMetadata().getName())
            .editStatus(now -> new PodBuilder(now).withStatus(status).build());
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
