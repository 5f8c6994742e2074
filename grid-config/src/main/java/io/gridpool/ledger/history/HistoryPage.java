package io.gridpool.ledger.history;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.model.LeaseChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that follow each other, as bytes that are never written again.
 *
 * @param first sequence of the first change
 * @param fromMs ledger time of the first change
 * @param toMs ledger time of the last change
 */
@SuppressWarnings("ArrayRecordComponent") // shared by reference on purpose, never compared
record HistoryPage(long first, int count, long fromMs, long toMs, byte[] bytes) {
  /** How many changes one page has. */
  static final int CHANGES_MAX = 1_024;

  /** The changes, oldest first. */
  List<LeaseChange> changes() {
    ByteSource source = new ByteSource(bytes);
    PageTexts texts = new PageTexts();
    List<LeaseChange> changes = new ArrayList<>(count);
    long timeMs = fromMs;
    for (int i = 0; i < count; i++) {
      LeaseChange change = ChangeCodec.read(source, texts, first + i, timeMs);
      timeMs = change.timeMs();
      changes.add(change);
    }
    source.end();
    return changes;
  }

  void write(ByteSink sink) {
    sink.varint(first);
    sink.varint(count);
    sink.signed(fromMs);
    sink.signed(toMs);
    sink.varint(bytes.length);
    sink.raw(bytes);
  }

  static HistoryPage read(ByteSource source) {
    long first = source.varint();
    int count = source.number(CHANGES_MAX, "a number of changes");
    long fromMs = source.signed();
    long toMs = source.signed();
    int length = source.number(source.remaining(), "the length of a history page");
    HistoryPage page = new HistoryPage(first, count, fromMs, toMs, source.raw(length));
    page.changes();
    return page;
  }
}
