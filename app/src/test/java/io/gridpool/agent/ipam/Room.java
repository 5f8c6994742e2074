package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node's use cases over a real ledger, with pods, disk and queue in memory. */
final class Room {
  static final String CONTAINER =
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  static final Owner STATEFUL_SET = new Owner("apps", "StatefulSet", "web");

  final LedgerInMemory ledger;
  final Map<EndpointKey, PodFacts> pods = new HashMap<>();
  final Map<String, ObjectFacts> namespaces = new HashMap<>();
  final Map<EndpointKey, LeaseJournal.Held> held = new HashMap<>();
  final List<Attachment> queued = new ArrayList<>();
  final PoolCatalog catalog = new PoolCatalog();
  final LedgerFollower follower;
  final AddAddress add;
  final ReleaseAddress release;
  final CheckAddress check;
  final CollectGarbage garbage;
  private final String node;

  Room(LedgerInMemory ledger, String node) {
    this.ledger = ledger;
    this.node = node;
    IpamSettings settings = new IpamSettings(node, true, true, true);
    Ports ports = new Ports(ledger, new Pods(), new Cluster(), new Journal(), catalog, new Queue());
    this.follower = new LedgerFollower(ports, settings);
    this.add = new AddAddress(ports, settings);
    this.release = new ReleaseAddress(ports, settings);
    this.check = new CheckAddress(ports);
    this.garbage = new CollectGarbage(ports, release);
    follower.readAll();
  }

  void pool(String name, String subnet, String range, String detail) {
    PoolSpec spec =
        new PoolSpec(
            name,
            Subnet.parse(subnet),
            List.of(AddressRange.parse(range)),
            List.of(),
            0,
            false,
            detail);
    ledger.submit(List.of(new PutPool(spec)), Duration.ZERO);
    follower.readAll();
  }

  PodFacts pod(String name, String uid, Owner owner, Map<String, String> annotations) {
    PodFacts pod =
        new PodFacts(
            new EndpointKey("default", name),
            uid,
            node,
            owner,
            false,
            Map.of("app", "web"),
            annotations);
    pods.put(pod.key(), pod);
    return pod;
  }

  PodFacts bare(String name, String uid, Map<String, String> annotations) {
    return pod(name, uid, new Owner("", "Pod", name), annotations);
  }

  AddResult addTo(PodFacts pod) {
    return add.add(new AddRequest(attachment(pod, CONTAINER), Map.of(), false));
  }

  Attachment attachment(PodFacts pod, String container) {
    return new Attachment(pod.key(), pod.uid(), container, "eth0", "net-a");
  }

  void end(PodFacts pod) {
    pods.put(
        pod.key(),
        new PodFacts(
            pod.key(), pod.uid(), pod.node(), pod.owner(), true, pod.labels(), pod.annotations()));
  }

  static List<String> cidrs(AddResult result) {
    return switch (result) {
      case AddResult.Assigned assigned ->
          assigned.addresses().stream().map(AddResult.AssignedAddress::cidr).toList();
      case AddResult.Denied denied -> throw new AssertionError(denied.refusal());
    };
  }

  static Refusal refusal(AddResult result) {
    return switch (result) {
      case AddResult.Assigned assigned -> throw new AssertionError(assigned);
      case AddResult.Denied denied -> denied.refusal();
    };
  }

  static Map<IpFamily, List<String>> v4(String... pools) {
    return Map.of(IpFamily.V4, List.of(pools));
  }

  private final class Pods implements PodDirectory {
    @Override
    public Optional<PodFacts> cached(EndpointKey key) {
      return Optional.ofNullable(pods.get(key));
    }

    @Override
    public Optional<PodFacts> current(EndpointKey key) {
      return cached(key);
    }
  }

  private final class Cluster implements ClusterDirectory {
    @Override
    public Optional<ObjectFacts> namespace(String name) {
      return Optional.ofNullable(namespaces.get(name));
    }

    @Override
    public Optional<ObjectFacts> ownNode() {
      return Optional.of(new ObjectFacts(node, Map.of("zone", "z1"), Map.of()));
    }
  }

  private final class Journal implements LeaseJournal {
    @Override
    public void hold(Held lease) {
      held.put(lease.endpoint().key(), lease);
    }

    @Override
    public void forget(EndpointKey key) {
      held.remove(key);
    }

    @Override
    public Optional<Held> find(EndpointKey key) {
      return Optional.ofNullable(held.get(key));
    }

    @Override
    public List<Held> all() {
      return List.copyOf(held.values());
    }
  }

  private final class Queue implements PendingReleases {
    @Override
    public void keep(Attachment attachment) {
      queued.add(attachment);
    }

    @Override
    public List<Pending> waiting() {
      return queued.stream()
          .map(attachment -> new Pending(attachment.containerId(), attachment))
          .toList();
    }

    @Override
    public void done(Pending pending) {
      queued.remove(pending.attachment());
    }
  }
}
