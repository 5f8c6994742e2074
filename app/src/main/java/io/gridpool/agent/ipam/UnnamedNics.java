package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which NIC gets which item of an {@code ippools} annotation that names no interfaces: the first
 * NIC that asks the first item, and so on, the same on every repeat.
 *
 * <p>All items are leased at once, so NICs that did not ask yet need a name: the one by which
 * Multus will ask. A NIC that asks by another name takes the first item that nobody claimed; the
 * journal remembers the claims.
 */
final class UnnamedNics {
  private UnnamedNics() {}

  /**
   * The names of all items, and the one that the asking NIC has.
   *
   * @param mine empty where every item belongs to another NIC
   */
  record Names(List<String> all, Optional<String> mine) {}

  static Names of(int items, String nic, List<NicNetwork> claims, PodFacts pod) {
    String first = claims.isEmpty() ? nic : claims.getFirst().lease();
    List<String> all = names(items, first, pod);
    Optional<String> earlier =
        claims.stream().filter(claim -> claim.nic().equals(nic)).map(NicNetwork::lease).findFirst();
    if (earlier.isPresent()) {
      return new Names(all, earlier);
    }
    List<String> claimed = claims.stream().map(NicNetwork::lease).toList();
    List<String> open = all.stream().filter(name -> !claimed.contains(name)).toList();
    return new Names(all, open.contains(nic) ? Optional.of(nic) : open.stream().findFirst());
  }

  private static List<String> names(int items, String first, PodFacts pod) {
    List<String> additional =
        MultusNetworks.additional(pod).stream().map(MultusNetworks.Network::nic).toList();
    List<String> names = new ArrayList<>();
    if (!additional.contains(first)) {
      names.add(first);
    }
    names.addAll(additional.subList(Math.max(0, additional.indexOf(first)), additional.size()));
    for (int i = 1; names.size() < items; i++) {
      if (!names.contains("net" + i)) {
        names.add("net" + i);
      }
    }
    return List.copyOf(names.subList(0, items));
  }
}
