package io.gridpool.agent.kube.adoption;

import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a SpiderEndpoint back into what the ledger knew; also one that Spiderpool itself wrote,
 * which has no mark: then its revision is unknown and its owner's group is the usual one of the
 * kind.
 *
 * <p>An adoption holds all of them at once: names that many share are one object.
 */
final class EndpointReader {
  private static final String STATEFUL_SET = "StatefulSet";
  private static final String VIRTUAL_MACHINE = "VirtualMachineInstance";

  private EndpointReader() {}

  /** The endpoint; empty when the object names no address. */
  static Optional<Endpoint> read(SpiderEndpoint object) {
    SpiderEndpoint.Status status = object.getStatus();
    if (status == null || status.current() == null) {
      return Optional.empty();
    }
    List<NicLease> leases = leases(status.current().ips());
    return leases.isEmpty() ? Optional.empty() : Optional.of(endpoint(object, status, leases));
  }

  private static Endpoint endpoint(
      SpiderEndpoint object, SpiderEndpoint.Status status, List<NicLease> leases) {
    var annotations = object.getMetadata().getAnnotations();
    MirrorMark read =
        MirrorMark.read(annotations == null ? null : annotations.get(MirrorMark.ANNOTATION));
    MirrorMark mark = read == null ? peers(status.ownerControllerType()) : read;
    return new Endpoint(
        new EndpointKey(
            object.getMetadata().getNamespace().intern(), object.getMetadata().getName()),
        status.current().uid(),
        status.current().node().intern(),
        Endpoint.fenceOf(Objects.requireNonNullElse(status.current().containerID(), "")),
        new Owner(
            mark.group().intern(),
            status.ownerControllerType().intern(),
            status.ownerControllerName()),
        mark.sticky(),
        false,
        leases,
        mark.sinceMs(),
        mark.revision(),
        mark.podName(),
        mark.detail());
  }

  private static MirrorMark peers(String kind) {
    boolean sticky = kind.equals(STATEFUL_SET) || kind.equals(VIRTUAL_MACHINE);
    return new MirrorMark(0, sticky, groupOf(kind), 0, "", "");
  }

  private static String groupOf(String kind) {
    return switch (kind) {
      case "Deployment", "ReplicaSet", "DaemonSet", STATEFUL_SET -> "apps";
      case "Job", "CronJob" -> "batch";
      case VIRTUAL_MACHINE -> "kubevirt.io";
      default -> "";
    };
  }

  private static List<NicLease> leases(List<EndpointIp> ips) {
    List<NicLease> leases = new ArrayList<>();
    for (EndpointIp ip : ips) {
      add(leases, ip.nic(), ip.ipv4(), ip.ipv4Pool());
      add(leases, ip.nic(), ip.ipv6(), ip.ipv6Pool());
    }
    return leases;
  }

  private static void add(
      List<NicLease> leases, String nic, @Nullable String cidr, @Nullable String pool) {
    if (cidr != null && pool != null) {
      int slash = cidr.indexOf('/');
      leases.add(
          new NicLease(
              nic.isEmpty() ? "eth0" : nic.intern(),
              pool.intern(),
              Address.parse(cidr.substring(0, slash)),
              Integer.parseInt(cidr.substring(slash + 1))));
    }
  }
}
