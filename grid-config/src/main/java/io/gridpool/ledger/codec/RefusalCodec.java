package io.gridpool.ledger.codec;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.WantRefusal;

/** The reasons inside of refusals as bytes. */
final class RefusalCodec {
  private static final int UNKNOWN = 1;
  private static final int WRONG_FAMILY = 2;
  private static final int DISABLED = 3;
  private static final int EXHAUSTED = 4;
  private static final int OUTSIDE = 5;
  private static final int EXCLUDED = 6;
  private static final int RESERVED = 7;
  private static final int IN_USE = 8;
  private static final int IN_USE_BY = 9;

  private static final int SHARES_ADDRESSES = 1;
  private static final int SUBNET_OVERLAPS = 2;
  private static final int LEASES_OUTSIDE = 3;
  private static final int HOLDS_LEASES = 4;
  private static final int SUBNET_CHANGED = 5;
  private static final int BAD_SPEC = 6;

  private RefusalCodec() {}

  static void want(ByteSink sink, WantRefusal refusal) {
    sink.text(refusal.nic());
    ModelCodec.family(sink, refusal.family());
    sink.list(refusal.pools(), RefusalCodec::pool);
  }

  static WantRefusal want(ByteSource source) {
    return new WantRefusal(
        source.text(), ModelCodec.family(source), source.list(RefusalCodec::pool));
  }

  private static void pool(ByteSink sink, PoolRefusal refusal) {
    sink.text(refusal.pool());
    EndpointKey holder = refusal.holder();
    sink.u8(holder == null ? tagOf(refusal.reason()) : IN_USE_BY);
    sink.varint(refusal.total());
    sink.varint(refusal.leased());
    if (holder != null) {
      ModelCodec.key(sink, holder);
    }
  }

  private static int tagOf(PoolRefusal.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> UNKNOWN;
      case WRONG_FAMILY -> WRONG_FAMILY;
      case DISABLED -> DISABLED;
      case EXHAUSTED -> EXHAUSTED;
      case OUTSIDE -> OUTSIDE;
      case EXCLUDED -> EXCLUDED;
      case RESERVED -> RESERVED;
      case IN_USE -> IN_USE;
    };
  }

  private static PoolRefusal pool(ByteSource source) {
    String pool = source.text();
    int tag = source.u8();
    PoolRefusal.Reason reason = reason(tag, source);
    return new PoolRefusal(
        pool,
        reason,
        source.varint(),
        source.varint(),
        tag == IN_USE_BY ? ModelCodec.key(source) : null);
  }

  private static PoolRefusal.Reason reason(int tag, ByteSource source) {
    return switch (tag) {
      case UNKNOWN -> PoolRefusal.Reason.UNKNOWN;
      case WRONG_FAMILY -> PoolRefusal.Reason.WRONG_FAMILY;
      case DISABLED -> PoolRefusal.Reason.DISABLED;
      case EXHAUSTED -> PoolRefusal.Reason.EXHAUSTED;
      case OUTSIDE -> PoolRefusal.Reason.OUTSIDE;
      case EXCLUDED -> PoolRefusal.Reason.EXCLUDED;
      case RESERVED -> PoolRefusal.Reason.RESERVED;
      case IN_USE, IN_USE_BY -> PoolRefusal.Reason.IN_USE;
      default -> throw source.damaged("an unknown reason " + tag);
    };
  }

  static void problem(ByteSink sink, PoolProblem problem) {
    switch (problem) {
      case PoolProblem.SharesAddresses shares -> {
        sink.u8(SHARES_ADDRESSES);
        sink.text(shares.other());
        ModelCodec.range(sink, shares.shared());
      }
      case PoolProblem.SubnetOverlaps overlaps -> {
        sink.u8(SUBNET_OVERLAPS);
        sink.text(overlaps.other());
        ModelCodec.subnet(sink, overlaps.otherSubnet());
      }
      case PoolProblem.LeasesOutside outside -> {
        sink.u8(LEASES_OUTSIDE);
        sink.varint(outside.count());
        sink.list(outside.examples(), ModelCodec::address);
      }
      case PoolProblem.HoldsLeases holds -> {
        sink.u8(HOLDS_LEASES);
        sink.varint(holds.count());
        sink.list(holds.examples(), ModelCodec::address);
      }
      case PoolProblem.SubnetChanged changed -> {
        sink.u8(SUBNET_CHANGED);
        ModelCodec.subnet(sink, changed.current());
      }
      case PoolProblem.BadSpec bad -> {
        sink.u8(BAD_SPEC);
        sink.text(bad.message());
      }
    }
  }

  static PoolProblem problem(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case SHARES_ADDRESSES ->
          new PoolProblem.SharesAddresses(source.text(), ModelCodec.range(source));
      case SUBNET_OVERLAPS ->
          new PoolProblem.SubnetOverlaps(source.text(), ModelCodec.subnet(source));
      case LEASES_OUTSIDE ->
          new PoolProblem.LeasesOutside(source.varint(), source.list(ModelCodec::address));
      case HOLDS_LEASES ->
          new PoolProblem.HoldsLeases(source.varint(), source.list(ModelCodec::address));
      case SUBNET_CHANGED -> new PoolProblem.SubnetChanged(ModelCodec.subnet(source));
      case BAD_SPEC -> new PoolProblem.BadSpec(source.text());
      default -> throw source.damaged("an unknown pool problem " + tag);
    };
  }
}
