package io.gridpool.ledger.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Bytes read from their start on.
 *
 * <p>Errors: every read throws {@link IllegalArgumentException} that names the place, when the
 * bytes end early or hold what cannot be.
 */
public final class ByteSource {
  /** The longest text, in bytes of UTF-8. */
  public static final int TEXT_BYTES_MAX = 262_144;

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads all of {@code bytes}. */
  public ByteSource(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads {@code bytes} from {@code start} up to, not including, {@code end}. */
  public ByteSource(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = end;
    position = start;
  }

  /** Where the next read begins. */
  public int position() {
    return position;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  /** Moves back to where {@link #position} stood before. */
  public void moveTo(int earlier) {
    if (earlier < 0 || earlier > position) {
      throw new IllegalArgumentException("byte " + earlier + " lies ahead of " + position);
    }
    position = earlier;
  }

  /** Moves on without reading. */
  public void skip(int count) {
    need(count);
    position += count;
  }

  /** One byte, 0 to 255. */
  public int u8() {
    need(1);
    return bytes[position++] & 0xff;
  }

  /** One byte that is 0 or 1. */
  public boolean flag() {
    int value = u8();
    if (value > 1) {
      throw damaged("a flag of " + value);
    }
    return value == 1;
  }

  /** What {@link ByteSink#varint} wrote. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged("a number of more than ten bytes");
  }

  /** A number from 0 to {@code max}; {@code what} names it in the error. */
  public int number(int max, String what) {
    long value = varint();
    if (value < 0 || value > max) {
      throw damaged(what + " of " + Long.toUnsignedString(value) + ", more than " + max);
    }
    return (int) value;
  }

  /** What {@link ByteSink#signed} wrote. */
  public long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** What {@link ByteSink#fixed64} wrote. */
  public long fixed64() {
    need(Long.BYTES);
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /** What {@link ByteSink#text} wrote. */
  public String text() {
    int length = number(TEXT_BYTES_MAX, "a text length");
    need(length);
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  /** The next {@code length} bytes as they are. */
  public byte[] raw(int length) {
    need(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, position, copy, 0, length);
    position += length;
    return copy;
  }

  /** What {@link ByteSink#list} wrote; every element takes at least one byte. */
  public <T> List<T> list(Function<ByteSource, T> reader) {
    int count = number(remaining(), "a count");
    List<T> values = new ArrayList<>(Math.min(count, 1_024));
    for (int i = 0; i < count; i++) {
      values.add(reader.apply(this));
    }
    return values;
  }

  /** Fails when bytes are left over. */
  public void end() {
    if (position != end) {
      throw damaged(remaining() + " bytes too many");
    }
  }

  /** The error of bytes that cannot be: {@code what} and where. */
  public IllegalArgumentException damaged(String what) {
    return new IllegalArgumentException("damaged bytes: " + what + " at byte " + position);
  }

  private void need(int count) {
    if (count < 0 || end - position < count) {
      throw damaged("the end came " + (count - (end - position)) + " bytes early");
    }
  }
}
