package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the pods of a namespace and remembers whenever two live ones had one address. A pod is
 * live from its first address until it has finished or is gone.
 */
final class AddressWatch implements AutoCloseable, ResourceEventHandler<Pod> {
  private static final long NO_RESYNC = 0;

  private final SharedIndexInformer<Pod> informer;
  private final Map<String, String> holders = new HashMap<>();
  private final Map<String, List<String>> held = new HashMap<>();
  private final List<String> conflicts = new ArrayList<>();
  private int seen;

  AddressWatch(Scene scene) {
    informer = scene.client().pods().inNamespace(scene.namespace()).inform(this, NO_RESYNC);
  }

  /** What went wrong, one sentence each. */
  synchronized List<String> conflicts() {
    return List.copyOf(conflicts);
  }

  /** How many times a pod got an address. */
  synchronized int seen() {
    return seen;
  }

  @Override
  public void onAdd(Pod pod) {
    look(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
      end(before);
    }
    look(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    end(pod);
  }

  private synchronized void look(Pod pod) {
    if (List.of("Succeeded", "Failed").contains(String.valueOf(pod.getStatus().getPhase()))) {
      end(pod);
      return;
    }
    String uid = pod.getMetadata().getUid();
    for (String address : Pods.addresses(pod)) {
      String holder = holders.put(address, uid);
      if (holder == null) {
        seen++;
        held.computeIfAbsent(uid, each -> new ArrayList<>()).add(address);
      } else if (!holder.equals(uid)) {
        conflicts.add(address + " in live pods " + holder + " and " + uid);
      }
    }
  }

  private synchronized void end(Pod pod) {
    String uid = pod.getMetadata().getUid();
    List<String> addresses = held.remove(uid);
    if (addresses != null) {
      addresses.forEach(address -> holders.remove(address, uid));
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
