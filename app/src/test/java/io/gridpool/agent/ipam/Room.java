package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One node's use cases over a real ledger, with pods, disk and queue in memory. */
final class Room {
  static final String CONTAINER =
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  static final Owner STATEFUL_SET = new Owner("apps", "StatefulSet", "web");

  final LedgerInMemory ledger;
  final Map<EndpointKey, PodFacts> pods = new HashMap<>();
  final Map<String, ObjectFacts> namespaces = new HashMap<>();
  final Map<EndpointKey, LeaseJournal.Held> held = new HashMap<>();
  final List<LeaseJournal.Freed> freed = new ArrayList<>();
  final List<Attachment> queued = new ArrayList<>();
  final PoolCatalog catalog = new PoolCatalog();
  final LedgerFollower follower;
  final AddAddress add;
  final ReleaseAddress release;
  final CheckAddress check;
  final CollectGarbage garbage;
  final Ports ports;
  final Map<EndpointKey, PodFacts> api;
  private final String node;

  Room(LedgerInMemory ledger, String node) {
    this(ledger, new IpamSettings(node, true, true, true), new HashMap<>());
  }

  /** A room whose API server is that of others. */
  Room(LedgerInMemory ledger, IpamSettings settings, Map<EndpointKey, PodFacts> api) {
    this.ledger = ledger;
    this.node = settings.node();
    this.api = api;
    this.ports = new Ports(ledger, new Pods(), new Cluster(), new Journal(), catalog, new Queue());
    this.follower = new LedgerFollower(ports, settings);
    this.add = new AddAddress(ports, settings);
    this.release = new ReleaseAddress(ports, settings);
    this.check = new CheckAddress(ports);
    this.garbage = new CollectGarbage(ports, release);
    follower.readAll();
  }

  String node() {
    return node;
  }

  void pool(String name, String subnet, String range, String detail) {
    put(new PoolPlace(name, subnet, range), detail, false);
  }

  /** A pool's name and where it lies. */
  record PoolPlace(String name, String subnet, String range) {}

  void put(PoolPlace place, String detail, boolean disabled) {
    PoolSpec spec =
        new PoolSpec(
            place.name,
            Subnet.parse(place.subnet),
            List.of(AddressRange.parse(place.range)),
            List.of(),
            0,
            disabled,
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
    api.put(pod.key(), pod);
    return pod;
  }

  PodFacts bare(String name, String uid, Map<String, String> annotations) {
    return pod(name, uid, new Owner("", "Pod", name), annotations);
  }

  /** A pod that asks for the pools of annotation {@code ippool}. */
  PodFacts of(String name, String uid, String... v4Pools) {
    return bare(name, uid, Map.of(PodPools.IPPOOL, "{\"ipv4\":" + json(v4Pools) + "}"));
  }

  static String json(String... texts) {
    return "[\"" + String.join("\",\"", texts) + "\"]";
  }

  AddResult addTo(PodFacts pod) {
    return addNic(pod, "eth0");
  }

  AddResult addNic(PodFacts pod, String nic, String... configuredV4) {
    Attachment attachment = new Attachment(pod.key(), pod.uid(), CONTAINER, nic, "net-a");
    return add.add(new AddRequest(attachment, v4(configuredV4), false));
  }

  /** The sandbox of a pod ends, and the pod with it. */
  void leave(PodFacts pod) {
    pods.remove(pod.key());
    api.remove(pod.key());
    release.release(attachment(pod, CONTAINER));
  }

  /** Who holds what under a name; null when nobody. */
  @Nullable Endpoint endpoint(String name) {
    var query = new Query.ReadEndpoint(new EndpointKey("default", name));
    return ((Answer.OneEndpoint) ledger.ask(query, Duration.ZERO)).endpoint();
  }

  /** How many addresses of a pool are leased. */
  long leased(String pool) {
    return ((Answer.Pools) ledger.ask(new Query.ReadPools(), Duration.ZERO))
        .pools().stream()
            .filter(state -> state.spec().name().equals(pool))
            .findFirst()
            .orElseThrow()
            .leased();
  }

  Attachment attachment(PodFacts pod, String container) {
    return new Attachment(pod.key(), pod.uid(), container, "eth0", "net-a");
  }

  void end(PodFacts pod) {
    PodFacts ending =
        new PodFacts(
            pod.key(), pod.uid(), pod.node(), pod.owner(), true, pod.labels(), pod.annotations());
    pods.put(pod.key(), ending);
    api.put(pod.key(), ending);
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
      return Optional.ofNullable(api.get(key));
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

    @Override
    public List<Freed> freed() {
      return List.copyOf(freed);
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
