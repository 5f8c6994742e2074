package io.gridpool.ledger.history;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.codec.ModelCodec;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;

/** One change inside a page, against the page's texts and the time of the change before. */
final class ChangeCodec {
  private ChangeCodec() {}

  /** Names that repeat go through the texts; a uid and a container id hardly ever do. */
  static void write(ByteSink sink, PageTexts texts, LeaseChange change, long beforeMs) {
    sink.varint(change.timeMs() - beforeMs);
    ModelCodec.changeKind(sink, change.kind());
    texts.write(sink, change.key().namespace());
    texts.write(sink, change.key().name());
    texts.write(sink, change.podName());
    texts.write(sink, change.podUid());
    texts.write(sink, change.node());
    sink.text(change.containerFence());
    texts.write(sink, change.lease().nic());
    texts.write(sink, change.lease().pool());
    ModelCodec.address(sink, change.lease().address());
    sink.u8(change.lease().prefixLength());
    texts.write(sink, change.reason());
  }

  static LeaseChange read(ByteSource source, PageTexts texts, long sequence, long beforeMs) {
    return new LeaseChange(
        sequence,
        beforeMs + source.varint(),
        ModelCodec.changeKind(source),
        new EndpointKey(texts.read(source), texts.read(source)),
        texts.read(source),
        texts.read(source),
        texts.read(source),
        source.text(),
        new NicLease(
            texts.read(source), texts.read(source), ModelCodec.address(source), source.u8()),
        texts.read(source));
  }
}
