package io.gridpool.grid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared keys of the seats: the first proves, every one is accepted.
 *
 * <p>Rotation in three steps, all seats done before the next: {@code old,new}, {@code new,old},
 * {@code new}. Keys in a file are read again at each handshake, so no seat has to restart.
 *
 * <p>Errors: throws {@link IllegalArgumentException} for a key shorter than {@link #KEY_BYTES_MIN},
 * and for more than {@link #KEYS_MAX}.
 */
public final class HandshakeKeys {
  /** The shortest key, in bytes. */
  public static final int KEY_BYTES_MIN = 16;

  /** The most keys that are accepted at once. */
  public static final int KEYS_MAX = 2;

  private static final Logger LOG = LoggerFactory.getLogger(HandshakeKeys.class);

  private final Supplier<List<byte[]>> keys;

  private HandshakeKeys(Supplier<List<byte[]>> keys) {
    this.keys = keys;
  }

  /** One key. */
  public static HandshakeKeys of(byte[] key) {
    List<byte[]> one = checked(List.of(key.clone()));
    return new HandshakeKeys(() -> one);
  }

  /** Two keys during a rotation: {@code proving} is shown, both are accepted. */
  public static HandshakeKeys of(byte[] proving, byte[] accepted) {
    List<byte[]> two = checked(List.of(proving.clone(), accepted.clone()));
    return new HandshakeKeys(() -> two);
  }

  /**
   * The keys in a file, one a line, the proving one first; empty lines do not count. A file that
   * cannot be used later leaves the last good keys in force.
   *
   * <p>Errors: {@link IOException} when it cannot be read now, {@link IllegalArgumentException} for
   * its keys.
   */
  public static HandshakeKeys inFile(Path file) throws IOException {
    return new HandshakeKeys(new LastGood(file, read(file)));
  }

  private static List<byte[]> read(Path file) throws IOException {
    return checked(
        Files.readString(file)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList());
  }

  private static List<byte[]> checked(List<byte[]> keys) {
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException(keys.size() + " seat keys, 1 to " + KEYS_MAX + " can be");
    }
    for (byte[] key : keys) {
      if (key.length < KEY_BYTES_MIN) {
        throw new IllegalArgumentException(
            "a seat key has " + key.length + " bytes, at least " + KEY_BYTES_MIN + " are needed");
      }
    }
    return keys;
  }

  byte[] proving() {
    return keys.get().getFirst().clone();
  }

  Stream<byte[]> accepted() {
    return keys.get().stream().map(byte[]::clone);
  }

  /** The keys of a file, or those that it had when it could be used last. */
  private static final class LastGood implements Supplier<List<byte[]>> {
    private final Path file;
    private volatile List<byte[]> known;

    LastGood(Path file, List<byte[]> known) {
      this.file = file;
      this.known = known;
    }

    @Override
    public List<byte[]> get() {
      try {
        known = read(file);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} cannot be used, the keys before it stay: {}", file, e.getMessage());
      }
      return known;
    }
  }
}
