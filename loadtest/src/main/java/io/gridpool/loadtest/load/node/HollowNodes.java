package io.gridpool.loadtest.load.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.loadtest.load.measure.Meter.What;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The kubelets of all hollow nodes: they see pods that are bound to their nodes, have sandboxes
 * made for them by the real CNI binary, and report what came of it.
 *
 * <p>One watch for all nodes: what a kubelet costs the API server in watches is not what is
 * measured. Threads: any; each pod has a virtual thread of its own while something is done for it.
 */
public final class HollowNodes implements AutoCloseable, ResourceEventHandler<Pod> {
  private final Map<String, HollowPod> pods = new ConcurrentHashMap<>();
  private final Map<String, Boolean> endings = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger stuck = new AtomicInteger();
  private final Sandboxes sandboxes;
  private final PodReports reports;
  private final SharedIndexInformer<Pod> informer;

  public HollowNodes(KubernetesClient client, String namespace, Sandboxes sandboxes) {
    this.sandboxes = sandboxes;
    this.reports = new PodReports(client, namespace);
    this.informer = client.pods().inNamespace(namespace).inform(this);
  }

  @Override
  public void onAdd(Pod pod) {
    seen(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    seen(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    if (pod.getSpec().getNodeName() != null && pods.containsKey(pod.getMetadata().getUid())) {
      end(pod.getMetadata().getUid());
    }
  }

  private void seen(Pod pod) {
    if (pod.getSpec().getNodeName() == null) {
      return;
    }
    String uid = pod.getMetadata().getUid();
    if (endings.containsKey(uid)) {
      return; // a late word of one that has ended
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      pods.putIfAbsent(uid, new HollowPod(PodFacts.of(pod), sandboxes));
      end(uid);
      return;
    }
    HollowPod fresh = new HollowPod(PodFacts.of(pod), sandboxes);
    if (pods.putIfAbsent(uid, fresh) == null && !fresh.facts().held()) {
      long arrivedNs = System.nanoTime();
      threads.execute(() -> start(fresh, arrivedNs));
    }
  }

  private void start(HollowPod pod, long dueNs) {
    if (pod.bring(dueNs)) {
      reports.running(pod.facts(), pod.address());
      sandboxes.meter().record(What.POD_RUNNING, System.nanoTime() - dueNs);
    }
  }

  private void end(String uid) {
    HollowPod pod = pods.get(uid);
    if (pod != null && endings.putIfAbsent(uid, true) == null) {
      long dueNs = System.nanoTime();
      threads.execute(() -> {
        if (!pod.end(dueNs)) {
          stuck.incrementAndGet();
        }
        reports.gone(pod.facts());
        pods.remove(uid);
      });
    }
  }

  /** Starts a pod that was held back; its ADD was due at {@code dueNs}. */
  public void release(HollowPod pod, long dueNs) {
    pod.begin();
    threads.execute(() -> start(pod, dueNs));
  }

  /** CHECK of a pod, in the background. */
  public void check(HollowPod pod, long dueNs) {
    threads.execute(() -> {
      var _ = pod.check(dueNs);
    });
  }

  /** A node comes back from a power cut: all its pods get new sandboxes at once; waits for all. */
  public void restart(String node) {
    List<HollowPod> all = select(pod -> pod.facts().node().equals(node) && pod.running());
    CountDownLatch done = new CountDownLatch(all.size());
    long dueNs = System.nanoTime();
    for (HollowPod pod : all) {
      threads.execute(() -> {
        try {
          var _ = pod.restart(dueNs);
        } finally {
          done.countDown();
        }
      });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    all.forEach(pod -> threads.execute(pod::clean));
  }

  /** Pods for which it is true. */
  public List<HollowPod> select(Predicate<HollowPod> condition) {
    return pods.values().stream().filter(condition).toList();
  }

  /** All pods on all nodes. */
  public Collection<HollowPod> all() {
    return List.copyOf(pods.values());
  }

  /** Pods that run. */
  public long running() {
    return pods.values().stream().filter(HollowPod::running).count();
  }

  /** Pods whose sandboxes could not be ended. */
  public int stuck() {
    return stuck.get();
  }

  @Override
  public void close() {
    informer.stop();
    threads.shutdownNow();
  }
}
