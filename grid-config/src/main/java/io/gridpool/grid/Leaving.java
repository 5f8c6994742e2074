package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An orderly end of one seat: leadership first, which halves the gap in writes, then the seat. */
final class Leaving {
  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);
  private static final int LIMIT_MS = MemberConfig.SHUTDOWN_WAIT_SECONDS * 1_000;

  private Leaving() {}

  static void leave(Seat seat, CPGroupId group) {
    try {
      seat.handOver(group);
    } catch (TryLaterException e) {
      LOG.warn("leaving without a hand-over, a new leader is elected: {}", e.getMessage());
    }
    Thread leaving = Thread.ofPlatform().name("gridpool-leaving").daemon().start(seat::shutDown);
    try {
      leaving.join(LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leaving.isAlive()) {
      LOG.warn("the grid did not let this seat go within {} ms", LIMIT_MS);
      seat.terminate();
    }
  }
}
