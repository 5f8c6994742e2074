package io.gridpool.ledger.codec;

import io.gridpool.ledger.model.LeaseChange;
import java.util.List;

/** A change of a lease as an answer carries it; the history keeps it in a shorter form. */
final class LeaseChangeCodec {
  /** Their places here are their bytes: only ever add at the end. */
  private static final List<LeaseChange.Kind> KINDS = List.of(LeaseChange.Kind.values());

  private LeaseChangeCodec() {}

  static void write(ByteSink sink, LeaseChange change) {
    sink.varint(change.sequence());
    sink.signed(change.timeMs());
    sink.u8(KINDS.indexOf(change.kind()));
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
        KINDS.get(source.number(KINDS.size() - 1, "a kind of change")),
        ModelCodec.key(source),
        source.text(),
        source.text(),
        source.text(),
        source.text(),
        ModelCodec.lease(source),
        source.text());
  }
}
