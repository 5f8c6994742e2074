package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.PodPools.NicPools;
import io.gridpool.agent.ipam.SubnetAnnotation.NicSubnets;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The pools that the steward made of SpiderSubnets for the application of a pod.
 *
 * <p>A pod may come sooner than the pool of its application: it is waited for a little, then the
 * runtime asks again.
 */
final class ApplicationPools {
  private static final long LOOK_EVERY_MS = 20;

  /** Kinds that have a pool, by API group. */
  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "apps", Set.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"),
          "batch", Set.of("Job", "CronJob"));

  private final PoolCatalog catalog;
  private final IpamSettings.Subnets settings;

  ApplicationPools(PoolCatalog catalog, IpamSettings.Subnets settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /**
   * The pools of one NIC; empty where the annotation does not name it.
   *
   * <p>Errors: {@link IllegalArgumentException} for wrong input, {@link TryLaterException} while a
   * pool is not there yet.
   */
  Optional<NicPools> of(PodFacts pod, String nic, boolean cleanGateway) {
    SubnetAnnotation wanted = SubnetAnnotation.of(pod.annotations()).orElseThrow();
    requireApplication(pod);
    return wanted.nics().stream()
        .filter(item -> item.nic().equals(nic))
        .findFirst()
        .map(item -> new NicPools(nic, pools(pod, item), cleanGateway));
  }

  private void requireApplication(PodFacts pod) {
    if (!settings.autoPools()) {
      throw new IllegalArgumentException(
          "wrong input: pod "
              + pod.key()
              + " asks for a pool of a SpiderSubnet, but enableAutoPoolForApplication is false");
    }
    Owner owner = pod.owner();
    if (!KINDS.getOrDefault(owner.group(), Set.of()).contains(owner.kind())) {
      throw new IllegalArgumentException(
          "wrong input: a pool of a SpiderSubnet is made for Deployments, ReplicaSets,"
              + " StatefulSets, DaemonSets, Jobs and CronJobs; pod "
              + pod.key()
              + " belongs to "
              + (owner.group().isEmpty() ? "" : owner.group() + " ")
              + owner.kind()
              + " "
              + owner.name());
    }
  }

  private Map<IpFamily, List<String>> pools(PodFacts pod, NicSubnets item) {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.poolWaitMs());
    Map<IpFamily, List<String>> found = new EnumMap<>(IpFamily.class);
    for (IpFamily family : item.subnets().keySet()) {
      List<String> names = catalog.ofApplication(pod, item.nic(), family);
      if (names.isEmpty()) {
        catalog.await();
      }
      while (names.isEmpty() && System.nanoTime() - endNs < 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        names = catalog.ofApplication(pod, item.nic(), family);
      }
      if (names.isEmpty()) {
        throw new TryLaterException(notYet(pod, item, family));
      }
      found.put(family, names);
    }
    return found;
  }

  private static String notYet(PodFacts pod, NicSubnets item, IpFamily family) {
    return "no "
        + Answers.nameOf(family)
        + " pool of SpiderSubnet "
        + item.subnets().get(family)
        + " is there yet for "
        + item.nic()
        + " of "
        + pod.owner().kind()
        + " "
        + pod.key().namespace()
        + "/"
        + pod.owner().name();
  }
}
