package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record of a page: its length (varint), one byte of its key's hash, and the packed endpoint.
 * The length counts what follows it.
 */
@SuppressWarnings("ArrayRecordComponent") // a view into a page, never compared
record PageCursor(byte[] page, int start, int tagAt, int end) {
  /** The first record; null on an empty page. */
  static @Nullable PageCursor first(byte[] page) {
    return at(page, 0);
  }

  @Nullable PageCursor next() {
    return at(page, end);
  }

  private static @Nullable PageCursor at(byte[] page, int start) {
    if (start >= page.length) {
      return null;
    }
    ByteSource source = new ByteSource(page, start, page.length);
    int length = source.number(page.length, "a record length");
    int tagAt = source.position();
    source.skip(length);
    return new PageCursor(page, start, tagAt, tagAt + length);
  }

  static int tagOf(long hash) {
    return (int) (hash >>> 56);
  }

  boolean hasTag(long hash) {
    return page[tagAt] == (byte) tagOf(hash);
  }

  /** The packed endpoint. */
  ByteSource body() {
    return new ByteSource(page, tagAt + 1, end);
  }

  void copyTo(ByteSink sink) {
    sink.raw(Arrays.copyOfRange(page, start, end));
  }

  /** The page with {@code record} (tag and packed endpoint) in place of the bytes between. */
  static byte[] splice(byte[] page, int from, int to, ByteSink record) {
    int lengthBytes = record.size() < 128 ? 1 : record.size() < 16_384 ? 2 : 3;
    int size = lengthBytes + record.size();
    byte[] spliced = new byte[page.length - (to - from) + size];
    System.arraycopy(page, 0, spliced, 0, from);
    for (int i = 0, rest = record.size(); i < lengthBytes; i++, rest >>>= 7) {
      spliced[from + i] = (byte) (i < lengthBytes - 1 ? rest | 0x80 : rest & 0x7f);
    }
    record.copyTo(spliced, from + lengthBytes);
    System.arraycopy(page, to, spliced, from + size, page.length - to);
    return spliced;
  }

  /** The page without the bytes between. */
  static byte[] cut(byte[] page, int from, int to) {
    if (from == 0 && to == page.length) {
      return Pages.EMPTY;
    }
    byte[] left = new byte[page.length - (to - from)];
    System.arraycopy(page, 0, left, 0, from);
    System.arraycopy(page, to, left, from, page.length - to);
    return left;
  }
}
