package io.gridpool.ledger.rule;

import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much one command may bring. Each check gives the sentence of what is wrong, or null. */
public final class Limits {
  /** The longest name of anything, in characters: the limit of Kubernetes. */
  public static final int NAME_LENGTH_MAX = 253;

  /** The longest container id, in characters. */
  public static final int CONTAINER_ID_LENGTH_MAX = 256;

  /** The longest reason of a reclaim, in characters. */
  public static final int REASON_LENGTH_MAX = 1_024;

  /** The most ranges, and the most exclusions, of one pool or reservation. */
  public static final int RANGES_MAX = 4_096;

  /** The most pools. */
  public static final int POOLS_MAX = 16_384;

  /** The most reservations. */
  public static final int RESERVATIONS_MAX = 4_096;

  /** The longest rest of an address, in milliseconds: a year. */
  public static final long COOLDOWN_MS_MAX = 365L * 24 * 60 * 60 * 1_000;

  private Limits() {}

  static @Nullable String key(EndpointKey key) {
    return first(name("a namespace", key.namespace()), name("a pod name", key.name()));
  }

  static @Nullable String name(String what, String text) {
    return text.isEmpty() ? what + " is missing" : text(what, text, NAME_LENGTH_MAX);
  }

  static @Nullable String text(String what, String text, int max) {
    return text.length() <= max
        ? null
        : what + " has " + text.length() + " characters, more than " + max;
  }

  static @Nullable String count(String what, int count, int max) {
    return count <= max ? null : count + " " + what + ", more than " + max;
  }

  static @Nullable String ranges(String what, List<AddressRange> ranges) {
    return count(what, ranges.size(), RANGES_MAX);
  }

  /** The first sentence there is. */
  static @Nullable String first(@Nullable String... sentences) {
    for (String sentence : sentences) {
      if (sentence != null) {
        return sentence;
      }
    }
    return null;
  }
}
