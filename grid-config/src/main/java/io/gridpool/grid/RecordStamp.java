package io.gridpool.grid;

import io.gridpool.ledger.codec.LedgerCodec;

/**
 * What a term record says of itself beside the term.
 *
 * @param level the newest level of forms that the term's ledger may hold: a program that reads less
 *     takes no seat of it
 * @param change how many writes the record has seen, over all terms; 0: written by a program that
 *     does not count
 * @param origin identity of the object that holds it: another one for an object made anew, the same
 *     for one that came back from a backup; empty where the store has none
 */
public record RecordStamp(int level, long change, String origin) {
  /** Nothing said. */
  public static final RecordStamp NONE = new RecordStamp(LedgerCodec.LEVEL_FIRST, 0, "");

  /** The same with another level. */
  RecordStamp atLevel(int other) {
    return new RecordStamp(other, change, origin);
  }
}
