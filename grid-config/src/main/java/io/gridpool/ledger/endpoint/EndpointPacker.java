package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Endpoints as few bytes: shared texts by number, the pod's name after its owner's, the address as
 * its distance from the network of its pool (which never changes).
 *
 * <p>Form: namespace, name, flags, uid, fence, node, owner kind, time, revision, leases, and where
 * there are any the unclaimed bits, the name of the pod, and the detail (shared: the pods of one
 * workload have the same).
 */
final class EndpointPacker {
  private static final int STICKY = 1;
  private static final int PARKED = 2;
  private static final int SHORT_UID = 4;
  private static final int SHORT_FENCE = 8;
  private static final int UNCLAIMED = 16;
  private static final int NAMED = 32;
  private static final int DETAILED = 64;

  /** Node, owner kind, time and revision. */
  private static final int NUMBERS_BEFORE_LEASES = 4;

  private static final char KIND_SEPARATOR = '\n';

  private final Dictionary dictionary;
  private final Function<String, Subnet> subnetOf;
  private final long baseMs;

  /** Times are kept as milliseconds after {@code baseMs}, which no time comes before. */
  EndpointPacker(Dictionary dictionary, Function<String, Subnet> subnetOf, long baseMs) {
    this.dictionary = dictionary;
    this.subnetOf = subnetOf;
    this.baseMs = baseMs;
  }

  long baseMs() {
    return baseMs;
  }

  /** Writes an endpoint and uses its shared texts once more. */
  void pack(ByteSink sink, HeldEndpoint held) {
    Endpoint endpoint = held.endpoint();
    sink.varint(dictionary.use(endpoint.key().namespace()));
    packName(sink, endpoint);
    boolean shortUid = HexText.isUid(endpoint.podUid());
    boolean shortFence = HexText.isFence(endpoint.containerFence());
    sink.u8(flagsOf(held) | (shortUid ? SHORT_UID : 0) | (shortFence ? SHORT_FENCE : 0));
    packHex(sink, endpoint.podUid(), shortUid);
    packHex(sink, endpoint.containerFence(), shortFence);
    sink.varint(dictionary.use(endpoint.node()));
    sink.varint(dictionary.use(kindOf(endpoint.owner())));
    sink.varint(endpoint.sinceMs() - baseMs);
    sink.varint(endpoint.revision());
    sink.varint(endpoint.leases().size());
    for (NicLease lease : endpoint.leases()) {
      packLease(sink, lease);
    }
    packRest(sink, held);
  }

  private static int flagsOf(HeldEndpoint held) {
    Endpoint endpoint = held.endpoint();
    return (endpoint.sticky() ? STICKY : 0)
        | (endpoint.parked() ? PARKED : 0)
        | (held.unclaimed() != 0 ? UNCLAIMED : 0)
        | (endpoint.podName().isEmpty() ? 0 : NAMED)
        | (endpoint.detail().isEmpty() ? 0 : DETAILED);
  }

  private void packRest(ByteSink sink, HeldEndpoint held) {
    if (held.unclaimed() != 0) {
      sink.varint(held.unclaimed());
    }
    if (!held.endpoint().podName().isEmpty()) {
      sink.text(held.endpoint().podName());
    }
    if (!held.endpoint().detail().isEmpty()) {
      sink.varint(dictionary.use(held.endpoint().detail()));
    }
  }

  /** An owner's name stands in the dictionary, the pod's name as what differs from it. */
  private void packName(ByteSink sink, Endpoint endpoint) {
    String name = endpoint.key().name();
    String ownerName = endpoint.owner().name();
    if (ownerName.equals(name)) {
      sink.varint(0);
      sink.text(name);
      return;
    }
    sink.varint(dictionary.use(ownerName) + 1L);
    int common = 0;
    int most = Math.min(name.length(), ownerName.length());
    while (common < most
        && name.charAt(common) == ownerName.charAt(common)
        && name.charAt(common) < 0x80) {
      common++;
    }
    sink.varint(common);
    sink.text(name, common);
  }

  private static void packHex(ByteSink sink, String text, boolean asHex) {
    if (asHex) {
      HexText.write(sink, text);
    } else {
      sink.text(text);
    }
  }

  private void packLease(ByteSink sink, NicLease lease) {
    Address network = subnetOf.apply(lease.pool()).network();
    sink.varint(dictionary.use(lease.nic()));
    sink.varint(dictionary.use(lease.pool()));
    if (network.family() == IpFamily.V6) {
      sink.varint(lease.address().high() ^ network.high());
    }
    sink.varint(lease.address().low() ^ network.low());
  }

  /** Uses the shared texts of an endpoint once less. */
  void drop(Endpoint endpoint) {
    dictionary.drop(endpoint.key().namespace());
    if (!endpoint.owner().name().equals(endpoint.key().name())) {
      dictionary.drop(endpoint.owner().name());
    }
    dictionary.drop(endpoint.node());
    dictionary.drop(kindOf(endpoint.owner()));
    for (NicLease lease : endpoint.leases()) {
      dictionary.drop(lease.nic());
      dictionary.drop(lease.pool());
    }
    if (!endpoint.detail().isEmpty()) {
      dictionary.drop(endpoint.detail());
    }
  }

  /** How many shared texts an endpoint uses. */
  static int textsOf(Endpoint endpoint) {
    boolean ownName = endpoint.owner().name().equals(endpoint.key().name());
    int detail = endpoint.detail().isEmpty() ? 0 : 1;
    return (ownName ? 3 : 4) + 2 * endpoint.leases().size() + detail;
  }

  private static String kindOf(Owner owner) {
    return owner.group() + KIND_SEPARATOR + owner.kind();
  }

  /** Reads the key alone, the first part of a packed endpoint. */
  EndpointKey unpackKey(ByteSource source) {
    String namespace = text(source);
    return new EndpointKey(namespace, unpackName(source, ownerName(source)));
  }

  private String ownerName(ByteSource source) {
    int owner = source.number(Integer.MAX_VALUE, "a text number");
    return owner == 0 ? "" : dictionary.text(owner - 1);
  }

  private static String unpackName(ByteSource source, String ownerName) {
    if (ownerName.isEmpty()) {
      return source.text();
    }
    int common = source.number(ownerName.length(), "a common part");
    return ownerName.substring(0, common).concat(source.text());
  }

  /** Whether a packed endpoint holds this address; makes no text but those of its leases. */
  boolean holds(ByteSource source, String pool, Address address) {
    source.varint();
    if (source.varint() != 0) {
      source.varint();
    }
    skipText(source);
    int flags = source.u8();
    skipHex(source, (flags & SHORT_UID) != 0, HexText.UID_BYTES);
    skipHex(source, (flags & SHORT_FENCE) != 0, HexText.FENCE_BYTES);
    for (int i = 0; i < NUMBERS_BEFORE_LEASES; i++) {
      source.varint();
    }
    return unpackLeases(source).stream()
        .anyMatch(lease -> lease.address().equals(address) && lease.pool().equals(pool));
  }

  private static void skipHex(ByteSource source, boolean asHex, int bytes) {
    if (asHex) {
      source.skip(bytes);
    } else {
      skipText(source);
    }
  }

  private static void skipText(ByteSource source) {
    source.skip(source.number(ByteSource.TEXT_BYTES_MAX, "a text length"));
  }

  /** Reads an endpoint. */
  HeldEndpoint unpack(ByteSource source) {
    String namespace = text(source);
    String ownerName = ownerName(source);
    String name = unpackName(source, ownerName);
    int flags = source.u8();
    String uid = (flags & SHORT_UID) != 0 ? HexText.readUid(source) : source.text();
    String fence = (flags & SHORT_FENCE) != 0 ? HexText.readFence(source) : source.text();
    String node = text(source);
    String kind = text(source);
    int separator = kind.indexOf(KIND_SEPARATOR);
    long sinceMs = baseMs + source.varint();
    long revision = source.varint();
    List<NicLease> leases = unpackLeases(source);
    long unclaimed = (flags & UNCLAIMED) != 0 ? source.varint() : 0;
    Endpoint endpoint =
        new Endpoint(
            new EndpointKey(namespace, name),
            uid,
            node,
            fence,
            new Owner(
                kind.substring(0, separator),
                kind.substring(separator + 1),
                ownerName.isEmpty() ? name : ownerName),
            (flags & STICKY) != 0,
            (flags & PARKED) != 0,
            leases,
            sinceMs,
            revision,
            (flags & NAMED) != 0 ? source.text() : "",
            (flags & DETAILED) != 0 ? text(source) : "");
    return new HeldEndpoint(endpoint, unclaimed);
  }

  private List<NicLease> unpackLeases(ByteSource source) {
    int count = source.number(HeldEndpoint.LEASES_MAX, "a number of leases");
    List<NicLease> leases = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      leases.add(unpackLease(source));
    }
    return leases;
  }

  private NicLease unpackLease(ByteSource source) {
    String nic = text(source);
    String pool = text(source);
    Subnet subnet = subnetOf.apply(pool);
    Address network = subnet.network();
    long high = network.family() == IpFamily.V6 ? source.varint() ^ network.high() : 0;
    long low = source.varint() ^ network.low();
    return new NicLease(nic, pool, new Address(network.family(), high, low), subnet.prefixLength());
  }

  private String text(ByteSource source) {
    return dictionary.text(source.number(Integer.MAX_VALUE, "a text number"));
  }
}
