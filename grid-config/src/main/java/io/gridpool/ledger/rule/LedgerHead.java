package io.gridpool.ledger.rule;

import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.model.TermId;
import java.util.List;

/**
 * The ledger's own numbers: its term, its time in milliseconds, its revision, and how far it is
 * with what earlier terms gave out.
 *
 * @param adopting whether nothing new is given out yet
 * @param reported nodes whose agents have brought their journals
 * @param level the level in force
 */
public record LedgerHead(
    TermId term, long timeMs, long revision, boolean adopting, List<String> reported, int level) {
  /** Before any term. */
  static final LedgerHead NONE =
      new LedgerHead(TermId.NONE, 0, 0, false, List.of(), LedgerCodec.LEVEL_FIRST);

  public LedgerHead {
    reported = List.copyOf(reported);
  }
}
