package io.gridpool.ledger.codec;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import java.util.List;

/** The ledger's nouns as bytes, without a version: they stand inside of other forms. */
public final class ModelCodec {
  private static final int V4 = 4;
  private static final int V6 = 6;
  private static final int STICKY = 1;

  /** A name of the pod and a detail follow at the end. */
  private static final int MORE = 2;

  /** Their places here are their bytes: only ever add at the end. */
  private static final List<LeaseChange.Kind> CHANGE_KINDS = List.of(LeaseChange.Kind.values());

  private ModelCodec() {}

  /** Writes what happened to a lease. */
  public static void changeKind(ByteSink sink, LeaseChange.Kind kind) {
    sink.u8(CHANGE_KINDS.indexOf(kind));
  }

  /** Reads what happened to a lease. */
  public static LeaseChange.Kind changeKind(ByteSource source) {
    return CHANGE_KINDS.get(source.number(CHANGE_KINDS.size() - 1, "a kind of change"));
  }

  static void family(ByteSink sink, IpFamily family) {
    sink.u8(
        switch (family) {
          case V4 -> V4;
          case V6 -> V6;
        });
  }

  static IpFamily family(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case V4 -> IpFamily.V4;
      case V6 -> IpFamily.V6;
      default -> throw source.damaged("an IP family of " + tag);
    };
  }

  /** Writes an address with its family. */
  public static void address(ByteSink sink, Address address) {
    family(sink, address.family());
    if (address.family() == IpFamily.V6) {
      sink.fixed64(address.high());
      sink.fixed64(address.low());
    } else {
      sink.varint(address.low());
    }
  }

  /** Reads an address with its family. */
  public static Address address(ByteSource source) {
    return switch (family(source)) {
      case V6 -> new Address(IpFamily.V6, source.fixed64(), source.fixed64());
      case V4 -> {
        long low = source.varint();
        if (low >>> 32 != 0) {
          throw source.damaged("an IPv4 address of more than 32 bits");
        }
        yield new Address(IpFamily.V4, 0, low);
      }
    };
  }

  static void range(ByteSink sink, AddressRange range) {
    address(sink, range.first());
    address(sink, range.last());
  }

  static AddressRange range(ByteSource source) {
    return new AddressRange(address(source), address(source));
  }

  static void subnet(ByteSink sink, Subnet subnet) {
    address(sink, subnet.network());
    sink.u8(subnet.prefixLength());
  }

  static Subnet subnet(ByteSource source) {
    return new Subnet(address(source), source.u8());
  }

  /** Writes a pool's spec. */
  public static void pool(ByteSink sink, PoolSpec spec) {
    sink.text(spec.name());
    subnet(sink, spec.subnet());
    sink.list(spec.ranges(), ModelCodec::range);
    sink.list(spec.excluded(), ModelCodec::range);
    sink.signed(spec.cooldownMs());
    sink.flag(spec.disabled());
    sink.text(spec.detail());
  }

  /** Reads a pool's spec. */
  public static PoolSpec pool(ByteSource source) {
    return new PoolSpec(
        source.text(),
        subnet(source),
        source.list(ModelCodec::range),
        source.list(ModelCodec::range),
        source.signed(),
        source.flag(),
        source.text());
  }

  static void poolState(ByteSink sink, PoolState state) {
    pool(sink, state.spec());
    sink.varint(state.total());
    sink.varint(state.leased());
    sink.varint(state.cooling());
    sink.varint(state.free());
    sink.varint(state.revision());
  }

  static PoolState poolState(ByteSource source) {
    return new PoolState(
        pool(source),
        source.varint(),
        source.varint(),
        source.varint(),
        source.varint(),
        source.varint());
  }

  /** Writes a reservation. */
  public static void reservation(ByteSink sink, Reservation reservation) {
    sink.text(reservation.name());
    sink.list(reservation.ranges(), ModelCodec::range);
  }

  /** Reads a reservation. */
  public static Reservation reservation(ByteSource source) {
    return new Reservation(source.text(), source.list(ModelCodec::range));
  }

  /** Writes a term's id. */
  public static void term(ByteSink sink, TermId term) {
    sink.varint(term.number());
    sink.text(term.group());
  }

  /** Reads a term's id. */
  public static TermId term(ByteSource source) {
    return new TermId(source.varint(), source.text());
  }

  static void key(ByteSink sink, EndpointKey key) {
    sink.text(key.namespace());
    sink.text(key.name());
  }

  static EndpointKey key(ByteSource source) {
    return new EndpointKey(source.text(), source.text());
  }

  static void owner(ByteSink sink, Owner owner) {
    sink.text(owner.group());
    sink.text(owner.kind());
    sink.text(owner.name());
  }

  static Owner owner(ByteSource source) {
    return new Owner(source.text(), source.text(), source.text());
  }

  static void endpoint(ByteSink sink, Endpoint endpoint) {
    key(sink, endpoint.key());
    sink.text(endpoint.podUid());
    sink.text(endpoint.node());
    sink.text(endpoint.containerFence());
    owner(sink, endpoint.owner());
    boolean more = !endpoint.podName().isEmpty() || !endpoint.detail().isEmpty();
    sink.u8((endpoint.sticky() ? STICKY : 0) | (more ? MORE : 0));
    sink.flag(endpoint.parked());
    sink.list(endpoint.leases(), ModelCodec::lease);
    sink.signed(endpoint.sinceMs());
    sink.varint(endpoint.revision());
    if (more) {
      sink.text(endpoint.podName());
      sink.text(endpoint.detail());
    }
  }

  static Endpoint endpoint(ByteSource source) {
    EndpointKey key = key(source);
    String uid = source.text();
    String node = source.text();
    String fence = source.text();
    Owner owner = owner(source);
    int flags = source.number(STICKY | MORE, "flags");
    boolean more = (flags & MORE) != 0;
    return new Endpoint(
        key,
        uid,
        node,
        fence,
        owner,
        (flags & STICKY) != 0,
        source.flag(),
        source.list(ModelCodec::lease),
        source.signed(),
        source.varint(),
        more ? source.text() : "",
        more ? source.text() : "");
  }

  static void lease(ByteSink sink, NicLease lease) {
    sink.text(lease.nic());
    sink.text(lease.pool());
    address(sink, lease.address());
    sink.u8(lease.prefixLength());
  }

  static NicLease lease(ByteSource source) {
    return new NicLease(source.text(), source.text(), address(source), source.u8());
  }
}
