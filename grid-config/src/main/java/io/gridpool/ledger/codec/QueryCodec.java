package io.gridpool.ledger.codec;

import io.gridpool.ledger.history.HistoryFilter;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Query;
import org.jspecify.annotations.Nullable;

/** Queries as a tag and their parts. */
final class QueryCodec {
  private static final int READ_ENDPOINT = 1;
  private static final int READ_ENDPOINTS = 2;
  private static final int READ_POOLS = 3;
  private static final int READ_CHANGES = 4;
  private static final int READ_STATUS = 5;
  private static final int READ_HISTORY = 6;

  /** Far from the others, which grow by one. */
  private static final int CHECK_POOL = 64;

  private QueryCodec() {}

  static void write(ByteSink sink, Query query) {
    switch (query) {
      case Query.ReadEndpoint one -> {
        sink.u8(READ_ENDPOINT);
        ModelCodec.key(sink, one.key());
      }
      case Query.ReadEndpoints many -> {
        sink.u8(READ_ENDPOINTS);
        sink.text(many.node());
        optionalKey(sink, many.after());
        sink.signed(many.limit());
      }
      case Query.CheckPool check -> {
        sink.u8(CHECK_POOL);
        ModelCodec.pool(sink, check.spec());
      }
      case Query.ReadPools pools -> sink.u8(READ_POOLS);
      case Query.ReadChanges changes -> {
        sink.u8(READ_CHANGES);
        sink.signed(changes.since());
        sink.signed(changes.limit());
      }
      case Query.ReadHistory history -> {
        sink.u8(READ_HISTORY);
        filter(sink, history.filter());
        sink.varint(history.before());
        sink.signed(history.limit());
      }
      case Query.ReadStatus status -> sink.u8(READ_STATUS);
    }
  }

  static Query read(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case READ_ENDPOINT -> new Query.ReadEndpoint(ModelCodec.key(source));
      case READ_ENDPOINTS ->
          new Query.ReadEndpoints(source.text(), optionalKey(source), limit(source));
      case CHECK_POOL -> new Query.CheckPool(ModelCodec.pool(source));
      case READ_POOLS -> new Query.ReadPools();
      case READ_CHANGES -> new Query.ReadChanges(source.signed(), limit(source));
      case READ_HISTORY -> new Query.ReadHistory(filter(source), source.varint(), limit(source));
      case READ_STATUS -> new Query.ReadStatus();
      default -> throw source.damaged("an unknown query " + tag);
    };
  }

  private static void filter(ByteSink sink, HistoryFilter filter) {
    sink.flag(filter.address() != null);
    if (filter.address() != null) {
      ModelCodec.address(sink, filter.address());
    }
    optionalKey(sink, filter.pod());
    sink.signed(filter.untilMs());
  }

  private static HistoryFilter filter(ByteSource source) {
    return new HistoryFilter(
        source.flag() ? ModelCodec.address(source) : null, optionalKey(source), source.signed());
  }

  private static int limit(ByteSource source) {
    long limit = source.signed();
    if (limit < 1 || limit > Query.LIMIT_MAX) {
      throw source.damaged("a limit of " + limit + ", not within 1-" + Query.LIMIT_MAX);
    }
    return (int) limit;
  }

  static void optionalKey(ByteSink sink, @Nullable EndpointKey key) {
    sink.flag(key != null);
    if (key != null) {
      ModelCodec.key(sink, key);
    }
  }

  static @Nullable EndpointKey optionalKey(ByteSource source) {
    return source.flag() ? ModelCodec.key(source) : null;
  }
}
