package io.gridpool.ledger.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Bytes that grow at their end; one thread writes. */
public final class ByteSink {
  private byte[] bytes;
  private int size;

  /** An empty sink with room for {@code capacity} bytes before it has to grow. */
  public ByteSink(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** Forgets what was written and keeps the room. */
  public void clear() {
    size = 0;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Copies what was written to {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, size);
  }

  /** The lowest eight bits of {@code value}. */
  public void u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /** One byte, 1 for true. */
  public void flag(boolean value) {
    u8(value ? 1 : 0);
  }

  /** An unsigned number in groups of seven bits, lowest first: 1 to 10 bytes. */
  public void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A signed number, small when near zero. */
  public void signed(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, highest first. */
  public void fixed64(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** UTF-8 with its length in bytes before it. */
  public void text(String value) {
    text(value, 0);
  }

  /** The part of {@code value} from {@code from} on, as {@link #text(String)} writes it. */
  public void text(String value, int from) {
    if (shortAscii(value, from)) {
      int length = value.length() - from;
      room(length + 1);
      bytes[size++] = (byte) length;
      for (int i = from; i < value.length(); i++) {
        bytes[size++] = (byte) value.charAt(i);
      }
    } else {
      byte[] utf8 = value.substring(from).getBytes(StandardCharsets.UTF_8);
      varint(utf8.length);
      raw(utf8);
    }
  }

  private static boolean shortAscii(String value, int from) {
    if (value.length() - from > 127) {
      return false;
    }
    for (int i = from; i < value.length(); i++) {
      if (value.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** The bytes as they are, without a length. */
  public void raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** The count, then each element. */
  public <T> void list(Collection<T> values, BiConsumer<ByteSink, T> writer) {
    varint(values.size());
    for (T value : values) {
      writer.accept(this, value);
    }
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      long wanted = Math.max(size + (long) more, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }
}
