package io.gridpool.grid;

import java.util.List;
import java.util.stream.Stream;

/**
 * The shared keys of the seats: the first proves, every one is accepted.
 *
 * <p>Rotation in three steps, all seats done before the next: {@code old,new}, {@code new,old},
 * {@code new}.
 *
 * <p>Errors: throws {@link IllegalArgumentException} for a key shorter than {@link #KEY_BYTES_MIN}.
 */
public final class HandshakeKeys {
  /** The shortest key, in bytes. */
  public static final int KEY_BYTES_MIN = 16;

  private final List<byte[]> keys;

  private HandshakeKeys(List<byte[]> keys) {
    for (byte[] key : keys) {
      if (key.length < KEY_BYTES_MIN) {
        throw new IllegalArgumentException(
            "a seat key has " + key.length + " bytes, at least " + KEY_BYTES_MIN + " are needed");
      }
    }
    this.keys = keys;
  }

  /** One key. */
  public static HandshakeKeys of(byte[] key) {
    return new HandshakeKeys(List.of(key.clone()));
  }

  /** Two keys during a rotation: {@code proving} is shown, both are accepted. */
  public static HandshakeKeys of(byte[] proving, byte[] accepted) {
    return new HandshakeKeys(List.of(proving.clone(), accepted.clone()));
  }

  byte[] proving() {
    return keys.getFirst().clone();
  }

  Stream<byte[]> accepted() {
    return keys.stream().map(byte[]::clone);
  }
}
