package io.gridpool.ledger.history;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.model.LeaseChange;

/** The page that is being filled. */
final class OpenPage {
  private static final int CAPACITY = 4_096;

  private final ByteSink sink = new ByteSink(CAPACITY);
  private final PageTexts texts = new PageTexts();
  private final long first;
  private int count;
  private long fromMs;
  private long toMs;

  OpenPage(long first) {
    this.first = first;
  }

  void add(LeaseChange change) {
    if (count == 0) {
      fromMs = change.timeMs();
      toMs = fromMs;
    }
    ChangeCodec.write(sink, texts, change, toMs);
    toMs = change.timeMs();
    count++;
  }

  int count() {
    return count;
  }

  /** A copy of what was written so far. */
  HistoryPage page() {
    return new HistoryPage(first, count, fromMs, toMs, sink.toBytes());
  }
}
