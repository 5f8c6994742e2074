package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;

/** An endpoint book at one moment, immutable. */
public final class FrozenEndpoints {
  private static final int PAGE_BYTES_MAX = 1 << 24;

  private final Dictionary.Frozen dictionary;
  private final Pages pages;
  private final long count;
  private final long baseMs;

  FrozenEndpoints(Dictionary.Frozen dictionary, Pages pages, long count, long baseMs) {
    this.dictionary = dictionary;
    this.pages = pages;
    this.count = count;
    this.baseMs = baseMs;
  }

  Dictionary.Frozen dictionary() {
    return dictionary;
  }

  Pages pages() {
    return pages;
  }

  long count() {
    return count;
  }

  long baseMs() {
    return baseMs;
  }

  /** Writes the pages as they are. */
  public void write(ByteSink sink) {
    sink.signed(baseMs);
    sink.varint(count);
    dictionary.write(sink);
    sink.varint(pages.size());
    for (int i = 0; i < pages.size(); i++) {
      byte[] page = pages.get(i);
      sink.varint(page.length);
      sink.raw(page);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static FrozenEndpoints read(ByteSource source) {
    long baseMs = source.signed();
    long count = source.varint();
    Dictionary.Frozen dictionary = Dictionary.Frozen.read(source);
    int size = source.number(source.remaining(), "a number of pages");
    Pages pages = new Pages(0);
    for (int i = 0; i < size; i++) {
      int length = source.number(PAGE_BYTES_MAX, "a page length");
      pages.add(length == 0 ? Pages.EMPTY : source.raw(length));
    }
    return new FrozenEndpoints(dictionary, pages, count, baseMs);
  }
}
