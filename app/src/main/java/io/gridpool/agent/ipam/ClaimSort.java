package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what the mirror and live pods claim into what can be adopted and what is in doubt. Of two
 * claims the later revision holds; of two alike the one whose pod alone lives and shows the
 * address; else nobody is given it. Pure; one pass over each list.
 */
final class ClaimSort {
  /** The outcome: endpoints to adopt, and addresses that nobody may be given for now. */
  record Sorted(List<Endpoint> clear, List<Doubt> doubts) {}

  /** An address that a living pod uses, or may use, without being its clear holder. */
  record Doubt(Address address, LivePod pod, String why) {}

  private final Map<EndpointKey, LivePod> live = new HashMap<>();
  private final Map<Address, Endpoint> holders = new HashMap<>();
  private final Map<Address, List<Endpoint>> offers = new HashMap<>();
  private final Predicate<Address> inPools;
  private final List<Doubt> doubts = new ArrayList<>();

  private ClaimSort(Collection<LivePod> pods, Predicate<Address> inPools) {
    pods.forEach(pod -> live.put(pod.key(), pod));
    this.inPools = inPools;
  }

  /**
   * Sorts.
   *
   * @param held what the ledger has adopted already
   * @param offered what only the mirror claims
   * @param inPools whether an address belongs to any pool
   */
  static Sorted sort(
      Collection<Endpoint> held,
      Collection<Endpoint> offered,
      Collection<LivePod> pods,
      Predicate<Address> inPools) {
    ClaimSort sort = new ClaimSort(pods, inPools);
    held.forEach(sort::hold);
    offered.forEach(sort::offer);
    List<Endpoint> clear = offered.stream().filter(sort::wins).toList();
    clear.forEach(sort::hold);
    pods.forEach(sort::checkUse);
    return new Sorted(clear, List.copyOf(sort.doubts));
  }

  private void hold(Endpoint endpoint) {
    endpoint.leases().forEach(lease -> holders.put(lease.address(), endpoint));
  }

  private void offer(Endpoint endpoint) {
    for (NicLease lease : endpoint.leases()) {
      offers.computeIfAbsent(lease.address(), address -> new ArrayList<>(1)).add(endpoint);
    }
  }

  private boolean wins(Endpoint claim) {
    return claim.leases().stream().allMatch(lease -> wins(claim, lease.address()));
  }

  private boolean wins(Endpoint claim, Address address) {
    Endpoint holder = holders.get(address);
    if (holder != null && !holder.key().equals(claim.key())) {
      return holder.revision() < claim.revision();
    }
    List<Endpoint> rivals =
        offers.getOrDefault(address, List.of()).stream()
            .filter(
                other -> !other.key().equals(claim.key()) && other.revision() >= claim.revision())
            .toList();
    if (rivals.isEmpty()) {
      return true;
    }
    boolean outdated = rivals.stream().anyMatch(other -> other.revision() > claim.revision());
    return !outdated && shows(claim, address) && rivals.stream().noneMatch(this::lives);
  }

  private boolean lives(Endpoint claim) {
    return livePod(claim) != null;
  }

  private boolean shows(Endpoint claim, Address address) {
    LivePod pod = livePod(claim);
    return pod != null && pod.addresses().contains(address);
  }

  private @Nullable LivePod livePod(Endpoint claim) {
    LivePod pod = live.get(claim.pod());
    return pod != null && (pod.uid().equals(claim.podUid()) || claim.sticky()) ? pod : null;
  }

  /** A living pod that claims or shows an address which is not clearly its own. */
  private void checkUse(LivePod pod) {
    for (Address address : pod.addresses()) {
      Endpoint holder = holders.get(address);
      if (inPools.test(address) && (holder == null || !holder.pod().equals(pod.key()))) {
        doubts.add(new Doubt(address, pod, why(address, pod, holder)));
      }
    }
    for (Map.Entry<Address, EndpointKey> claimed : claimsOf(pod).entrySet()) {
      Endpoint holder = holders.get(claimed.getKey());
      if (!pod.addresses().contains(claimed.getKey())
          && (holder == null || !holder.key().equals(claimed.getValue()))) {
        doubts.add(new Doubt(claimed.getKey(), pod, why(claimed.getKey(), pod, holder)));
      }
    }
  }

  private Map<Address, EndpointKey> claimsOf(LivePod pod) {
    Map<Address, EndpointKey> claims = new HashMap<>();
    for (Endpoint offered : offersByPod().getOrDefault(pod.key(), List.of())) {
      if (livePod(offered) != null) {
        offered.leases().forEach(lease -> claims.put(lease.address(), offered.key()));
      }
    }
    return claims;
  }

  private @Nullable Map<EndpointKey, List<Endpoint>> byPod;

  private Map<EndpointKey, List<Endpoint>> offersByPod() {
    Map<EndpointKey, List<Endpoint>> known = byPod;
    if (known == null) {
      known =
          offers.values().stream()
              .flatMap(List::stream)
              .distinct()
              .collect(Collectors.groupingBy(Endpoint::pod));
      byPod = known;
    }
    return known;
  }

  private String why(Address address, LivePod pod, @Nullable Endpoint holder) {
    String who = "pod " + pod.key() + " on node " + pod.node() + " uses " + address;
    if (holder != null) {
      return who + ", which " + holder.pod() + " on node " + holder.node() + " holds";
    }
    List<String> others =
        offers.getOrDefault(address, List.of()).stream()
            .map(Endpoint::pod)
            .filter(other -> !other.equals(pod.key()))
            .map(EndpointKey::toString)
            .toList();
    return others.isEmpty()
        ? who + ", and no SpiderEndpoint or journal knows of it"
        : who + ", which SpiderEndpoints also give to " + String.join(", ", others);
  }
}
