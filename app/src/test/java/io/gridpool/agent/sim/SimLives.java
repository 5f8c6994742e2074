package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the API server knows of earlier terms: pools, the mirror, which nodes are Ready. */
record SimLives(SimWorld world, int node) implements EarlierLives {
  static final String POOL = "p";
  private static final long COOLDOWN_MS = 30_000;

  @Override
  public List<Command> pools() {
    world.requireApi(node);
    return List.of(
        new PutPool(
            new PoolSpec(
                POOL,
                Subnet.parse("10.7.0.0/24"),
                List.of(AddressRange.parse("10.7.0.10-10.7.0.49")),
                List.of(),
                COOLDOWN_MS,
                false,
                "")));
  }

  @Override
  public List<Endpoint> mirrored() {
    world.requireApi(node);
    return List.copyOf(world.mirror.values());
  }

  /** The kubelet says so for 40 s after its last word; a frozen agent does not change it. */
  @Override
  public Set<String> readyNodes() {
    world.requireApi(node);
    return IntStream.range(0, SimWorld.NODES)
        .filter(each -> world.isPowered(each) && world.reachesApi(each))
        .mapToObj(each -> "n" + each)
        .collect(Collectors.toSet());
  }

  /** A pod's status shows its address once its sandbox runs; here, once it is mirrored. */
  @Override
  public List<LivePod> livePods() {
    world.requireApi(node);
    return world.pods.values().stream().map(this::shown).toList();
  }

  private LivePod shown(PodFacts pod) {
    Endpoint mirrored = world.mirror.get(pod.key());
    List<Address> addresses =
        mirrored == null || !mirrored.podUid().equals(pod.uid())
            ? List.of()
            : mirrored.leases().stream().map(NicLease::address).toList();
    return new LivePod(pod.key(), pod.uid(), pod.node(), addresses);
  }

  @Override
  public SortedMap<String, List<String>> silentNodes(Set<String> reported) {
    world.requireApi(node);
    SortedMap<String, List<String>> silent = new TreeMap<>();
    if (world.mutant == Mutant.NOTHING_HELD_BACK) {
      return silent;
    }
    for (LivePod pod : livePods()) {
      int on = Integer.parseInt(pod.node().substring(1));
      if (pod.addresses().isEmpty() && !reported.contains(pod.node()) && !world.isFenced(on)) {
        silent.computeIfAbsent(pod.node(), each -> new ArrayList<>()).add(pod.key().toString());
      }
    }
    return silent;
  }

  @Override
  public void warn(String reason, String message) {
    world.tell(reason + ": " + message);
  }
}
