package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.model.EndpointKey;

/** A 64-bit number for a key, the same on every replica and in every version. */
public final class KeyHash {
  private static final long PRIME = 0x100000001b3L;
  private static final long START = 0xcbf29ce484222325L;

  private KeyHash() {}

  /** The number of a key. */
  public static long of(EndpointKey key) {
    long hash = mix(START, key.namespace());
    hash = (hash ^ '/') * PRIME;
    hash = mix(hash, key.name());
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 29);
  }

  private static long mix(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }
}
