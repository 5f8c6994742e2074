package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;

/** An endpoint book at one moment, immutable. */
public final class FrozenEndpoints {
  private static final int PAGE_BYTES_MAX = 1 << 24;

  private final Dictionary.Frozen dictionary;
  private final Pages pages;
  private final Head head;

  /** The book's numbers; {@code baseMs} is the time that no endpoint's time comes before. */
  record Head(long count, long leases, long baseMs) {}

  FrozenEndpoints(Dictionary.Frozen dictionary, Pages pages, Head head) {
    this.dictionary = dictionary;
    this.pages = pages;
    this.head = head;
  }

  Dictionary.Frozen dictionary() {
    return dictionary;
  }

  Pages pages() {
    return pages;
  }

  long count() {
    return head.count;
  }

  long leases() {
    return head.leases;
  }

  long baseMs() {
    return head.baseMs;
  }

  /** Writes the pages as they are. */
  public void write(ByteSink sink) {
    sink.varint(head.count);
    sink.varint(head.leases);
    sink.signed(head.baseMs);
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
    Head head = new Head(source.varint(), source.varint(), source.signed());
    Dictionary.Frozen dictionary = Dictionary.Frozen.read(source);
    int size = source.number(source.remaining(), "a number of pages");
    if (size == 0) {
      throw source.damaged("a book without pages");
    }
    Pages pages = new Pages(0);
    for (int i = 0; i < size; i++) {
      int length = source.number(PAGE_BYTES_MAX, "a page length");
      pages.add(length == 0 ? Pages.EMPTY : source.raw(length));
    }
    return new FrozenEndpoints(dictionary, pages, head);
  }
}
