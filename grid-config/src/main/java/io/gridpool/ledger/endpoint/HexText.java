package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;

/** Texts of lower-case hexadecimal digits at half their length: uids and container fences. */
final class HexText {
  /** How many bytes a uid takes. */
  static final int UID_BYTES = 16;

  /** How many bytes a fence takes. */
  static final int FENCE_BYTES = 8;

  private static final int UID_LENGTH = 36;
  private static final int FENCE_LENGTH = 16;
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private HexText() {}

  /** Whether the text has the form {@code 8-4-4-4-12} of a uid. */
  static boolean isUid(String text) {
    if (text.length() != UID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UID_LENGTH; i++) {
      if (isDash(i) ? text.charAt(i) != '-' : digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text is 16 digits. */
  static boolean isFence(String text) {
    if (text.length() != FENCE_LENGTH) {
      return false;
    }
    for (int i = 0; i < FENCE_LENGTH; i++) {
      if (digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes the digits, two in a byte, dashes left out. */
  static void write(ByteSink sink, String text) {
    int high = -1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '-') {
        continue;
      }
      int digit = digit(text.charAt(i));
      if (high < 0) {
        high = digit;
      } else {
        sink.u8(high << 4 | digit);
        high = -1;
      }
    }
  }

  static String readUid(ByteSource source) {
    char[] text = new char[UID_LENGTH];
    int at = 0;
    while (at < UID_LENGTH) {
      if (isDash(at)) {
        text[at++] = '-';
      }
      int two = source.u8();
      text[at++] = DIGITS[two >>> 4];
      text[at++] = DIGITS[two & 15];
    }
    return new String(text);
  }

  static String readFence(ByteSource source) {
    char[] text = new char[FENCE_LENGTH];
    for (int at = 0; at < FENCE_LENGTH; at += 2) {
      int two = source.u8();
      text[at] = DIGITS[two >>> 4];
      text[at + 1] = DIGITS[two & 15];
    }
    return new String(text);
  }

  private static boolean isDash(int i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
