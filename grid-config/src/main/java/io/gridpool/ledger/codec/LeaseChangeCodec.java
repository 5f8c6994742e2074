package io.gridpool.ledger.codec;

import io.gridpool.ledger.model.LeaseChange;

/** A change of a lease as an answer carries it; the history keeps it in a shorter form. */
final class LeaseChangeCodec {
  private LeaseChangeCodec() {}

  static void write(ByteSink sink, LeaseChange change) {
    sink.varint(change.sequence());
    sink.signed(change.timeMs());
    ModelCodec.changeKind(sink, change.kind());
    ModelCodec.key(sink, change.key());
    sink.text(change.podName());
    sink.text(change.podUid());
    sink.text(change.node());
    sink.text(change.containerFence());
    ModelCodec.lease(sink, change.lease());
    sink.text(change.reason());
  }

  static LeaseChange read(ByteSource source) {
    return new LeaseChange(
        source.varint(),
        source.signed(),
        ModelCodec.changeKind(source),
        ModelCodec.key(source),
        source.text(),
        source.text(),
        source.text(),
        source.text(),
        ModelCodec.lease(source),
        source.text());
  }
}
