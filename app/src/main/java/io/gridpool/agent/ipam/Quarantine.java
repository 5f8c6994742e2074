package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Reservation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Addresses that nobody is given because somebody may use them: reservations of the ledger with
 * names that no SpiderReservedIP can have.
 *
 * <p>Two kinds: what a node that did not report may have been given ({@link #heldBackFor}), and
 * what a living pod uses without being its clear holder ({@link #of}).
 */
public final class Quarantine {
  private static final String QUARANTINE = "gridpool.io/quarantine/";
  private static final String HELD_BACK = "gridpool.io/held-back/";
  private static final int NAMED_MAX = 20;

  private Quarantine() {}

  /** The name of the reservation that holds back what a node may have been given. */
  public static String heldBackFor(String node) {
    return HELD_BACK + node;
  }

  /** Whether addresses are held back for a node, which did not report yet. */
  public static boolean isHeldBack(List<Reservation> reservations, String node) {
    return reservations.stream().anyMatch(held -> held.name().equals(heldBackFor(node)));
  }

  /** Whether the reservation is one of ours, without an object in the API server. */
  public static boolean isOurs(String name) {
    return name.startsWith(QUARANTINE) || name.startsWith(HELD_BACK);
  }

  /** The name of the reservation of what a pod uses without being its clear holder. */
  public static String of(LivePod pod) {
    return QUARANTINE + pod.key().namespace() + "/" + pod.uid();
  }

  /** A pod on whose account addresses are given to nobody. */
  public record Claimant(String reservation, String namespace, String uid) {}

  /** The pods on whose account addresses are given to nobody. */
  public static List<Claimant> claimants(List<Reservation> reservations) {
    return reservations.stream()
        .map(Reservation::name)
        .filter(name -> name.startsWith(QUARANTINE))
        .map(name -> {
          int slash = name.indexOf('/', QUARANTINE.length());
          return new Claimant(
              name, name.substring(QUARANTINE.length(), slash), name.substring(slash + 1));
        })
        .toList();
  }

  /** The nodes for which addresses are held back. */
  public static List<String> heldBackNodes(List<Reservation> reservations) {
    return reservations.stream()
        .map(Reservation::name)
        .filter(name -> name.startsWith(HELD_BACK))
        .map(name -> name.substring(HELD_BACK.length()))
        .sorted()
        .toList();
  }

  /** Why addresses are held back, and what would help; empty when none are. */
  public static String heldBack(List<Reservation> reservations) {
    List<String> nodes = heldBackNodes(reservations);
    return nodes.isEmpty()
        ? ""
        : "nodes "
            + nodes
            + " did not report what they gave out last, and run pods whose addresses nobody knows:"
            + " free addresses wait. What helps: start their agents; a node that never comes back:"
            + " delete its Node, or taint it node.kubernetes.io/out-of-service, or ./gridpool"
            + " recover --node NAME";
  }

  /** What living pods use without being its clear holder. */
  public static List<AddressRange> ranges(List<Reservation> reservations) {
    return reservations.stream()
        .filter(reservation -> reservation.name().startsWith(QUARANTINE))
        .flatMap(reservation -> reservation.ranges().stream())
        .distinct()
        .toList();
  }

  /** Which addresses nobody gets; empty when there are none. */
  public static String quarantined(List<Reservation> reservations) {
    List<AddressRange> ranges = ranges(reservations);
    return ranges.isEmpty()
        ? ""
        : ranges.size()
            + " addresses have no clear holder and are given to nobody until the pods that use them"
            + " are gone (see the Events AddressQuarantined): "
            + ranges.stream()
                .limit(NAMED_MAX)
                .map(range -> range.first().toString())
                .collect(Collectors.joining(", "))
            + (ranges.size() > NAMED_MAX ? ", …" : "");
  }
}
