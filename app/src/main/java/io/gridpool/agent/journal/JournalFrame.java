package io.gridpool.agent.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record on disk: {@code magic (4) | length (4) | CRC-32C of the payload (4) | payload}.
 *
 * <p>The magic lets a reader find the next record behind damage.
 */
final class JournalFrame {
  static final int MAGIC = 0x47504a31;
  static final int HEADER_BYTES = 12;

  /** The largest payload, in bytes: a pod with 32 addresses has a tenth of it. */
  static final int PAYLOAD_BYTES_MAX = 65_536;

  private JournalFrame() {}

  static byte[] of(byte[] payload) {
    if (payload.length > PAYLOAD_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a journal record of " + payload.length + " bytes exceeds " + PAYLOAD_BYTES_MAX);
    }
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .putInt(MAGIC)
        .putInt(payload.length)
        .putInt(checksum(payload, 0, payload.length))
        .put(payload)
        .array();
  }

  /** The length of the whole valid frame at {@code offset}; 0 when there is none. */
  static int lengthAt(byte[] file, int offset) {
    if (file.length - offset < HEADER_BYTES) {
      return 0;
    }
    ByteBuffer header = ByteBuffer.wrap(file, offset, HEADER_BYTES);
    boolean magic = header.getInt() == MAGIC;
    int length = header.getInt();
    boolean fits =
        length >= 0 && length <= PAYLOAD_BYTES_MAX && length <= file.length - offset - HEADER_BYTES;
    return magic && fits && header.getInt() == checksum(file, offset + HEADER_BYTES, length)
        ? HEADER_BYTES + length
        : 0;
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
