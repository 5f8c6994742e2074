package io.gridpool.agent.seat;

import io.gridpool.ledger.codec.LedgerCodec;

/**
 * The level in force as a seat said it last, which is what commands to other agents are written in.
 * A seat of an older program reads them, because the level in force is one that all seats read.
 *
 * <p>Thread: any.
 */
final class LevelHeard {
  private volatile int level = LedgerCodec.LEVEL_FIRST;

  void heard(int said) {
    level = Math.min(SeatWire.level(said), LedgerCodec.LEVEL_NEWEST);
  }

  int level() {
    return level;
  }
}
