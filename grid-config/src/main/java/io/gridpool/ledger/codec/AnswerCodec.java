package io.gridpool.ledger.codec;

import io.gridpool.ledger.query.Answer;

/** Answers as a tag and their parts. */
final class AnswerCodec {
  private static final int ONE_ENDPOINT = 1;
  private static final int ENDPOINTS = 2;
  private static final int POOLS = 3;
  private static final int CHANGES = 4;
  private static final int STATUS = 5;
  private static final int LEASE_HISTORY = 6;

  /** Far from the others, which grow by one. */
  private static final int POOL_CHECKED = 64;

  private AnswerCodec() {}

  static void write(ByteSink sink, Answer answer) {
    switch (answer) {
      case Answer.OneEndpoint one -> {
        sink.u8(ONE_ENDPOINT);
        sink.flag(one.endpoint() != null);
        if (one.endpoint() != null) {
          ModelCodec.endpoint(sink, one.endpoint());
        }
      }
      case Answer.Endpoints many -> {
        sink.u8(ENDPOINTS);
        sink.list(many.endpoints(), ModelCodec::endpoint);
        QueryCodec.optionalKey(sink, many.next());
        sink.varint(many.revision());
      }
      case Answer.Pools pools -> {
        sink.u8(POOLS);
        sink.list(pools.pools(), ModelCodec::poolState);
        sink.list(pools.reservations(), ModelCodec::reservation);
        sink.varint(pools.revision());
      }
      case Answer.PoolChecked checked -> {
        sink.u8(POOL_CHECKED);
        sink.flag(checked.problem() != null);
        if (checked.problem() != null) {
          RefusalCodec.problem(sink, checked.problem());
        }
      }
      case Answer.Changes changes -> changes(sink, changes);
      case Answer.LeaseHistory history -> {
        sink.u8(LEASE_HISTORY);
        sink.list(history.changes(), LeaseChangeCodec::write);
        sink.varint(history.before());
        sink.signed(history.sinceMs());
      }
      case Answer.Status status -> status(sink, status);
    }
  }

  static Answer read(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case ONE_ENDPOINT ->
          new Answer.OneEndpoint(source.flag() ? ModelCodec.endpoint(source) : null);
      case ENDPOINTS ->
          new Answer.Endpoints(
              source.list(ModelCodec::endpoint), QueryCodec.optionalKey(source), source.varint());
      case POOLS ->
          new Answer.Pools(
              source.list(ModelCodec::poolState),
              source.list(ModelCodec::reservation),
              source.varint());
      case POOL_CHECKED ->
          new Answer.PoolChecked(source.flag() ? RefusalCodec.problem(source) : null);
      case CHANGES -> changes(source);
      case LEASE_HISTORY ->
          new Answer.LeaseHistory(
              source.list(LeaseChangeCodec::read), source.varint(), source.signed());
      case STATUS ->
          new Answer.Status(
              ModelCodec.term(source),
              source.varint(),
              source.signed(),
              source.varint(),
              source.varint(),
              source.varint(),
              source.flag(),
              source.list(ByteSource::text));
      default -> throw source.damaged("an unknown answer " + tag);
    };
  }

  private static void changes(ByteSink sink, Answer.Changes changes) {
    sink.u8(CHANGES);
    sink.signed(changes.from());
    sink.varint(changes.to());
    sink.flag(changes.resync());
    sink.list(changes.endpoints(), ModelCodec::endpoint);
    sink.list(changes.endpointsGone(), ModelCodec::key);
    sink.list(changes.pools(), ModelCodec::poolState);
    sink.list(changes.poolsGone(), ByteSink::text);
    sink.list(changes.reservations(), ModelCodec::reservation);
  }

  private static Answer.Changes changes(ByteSource source) {
    return new Answer.Changes(
        source.signed(),
        source.varint(),
        source.flag(),
        source.list(ModelCodec::endpoint),
        source.list(ModelCodec::key),
        source.list(ModelCodec::poolState),
        source.list(ByteSource::text),
        source.list(ModelCodec::reservation));
  }

  private static void status(ByteSink sink, Answer.Status status) {
    sink.u8(STATUS);
    ModelCodec.term(sink, status.term());
    sink.varint(status.revision());
    sink.signed(status.timeMs());
    sink.varint(status.endpoints());
    sink.varint(status.leases());
    sink.varint(status.pools());
    sink.flag(status.adopting());
    sink.list(status.reported(), ByteSink::text);
  }
}
