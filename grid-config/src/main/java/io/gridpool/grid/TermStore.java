package io.gridpool.grid;

import java.util.Optional;

/** Where the term record lives: one cluster object behind compare-and-swap. */
public interface TermStore {
  /** The record as it stands; empty when there is none yet. */
  Optional<TermRecord> read();

  /**
   * The record as it was lately, for who looks several times in a second; not for who decides by it
   * without a {@link #replace}, which finds that it was old.
   */
  default Optional<TermRecord> recent() {
    return read();
  }

  /** Stores the first record; answers the one that stands, ours or the one that came before. */
  TermRecord createIfAbsent(TermRecord first);

  /**
   * Puts the record of a term that lives back where the store has an older one, or none; only the
   * seat that leads may say so. Whether something was written.
   */
  default boolean putRight(TermRecord truth) {
    return false;
  }

  /** Replaces the record of {@code changed.version()}; empty when somebody else was faster. */
  Optional<TermRecord> replace(TermRecord changed);
}
