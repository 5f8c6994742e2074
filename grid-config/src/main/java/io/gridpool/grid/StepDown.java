package io.gridpool.grid;

import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a leader a follower, so that the group elects one, maybe the same again: what it kept as a
 * leader is gone then. Callers of entries that are under way hear that their fate is unknown.
 *
 * <p>Source: what Hazelcast 5.4.0 does to a leader that hears of no majority, {@code
 * RaftNodeImpl.HeartbeatTask}.
 */
final class StepDown {
  private static final Logger LOG = LoggerFactory.getLogger(StepDown.class);

  private StepDown() {}

  /** Steps down on the thread that the group's state belongs to; returns before that. */
  static void of(RaftNode node) {
    if (node instanceof RaftNodeImpl own) {
      own.execute(() -> stepDown(own));
    }
  }

  private static void stepDown(RaftNodeImpl own) {
    if (own.state().leaderState() == null) {
      return;
    }
    LOG.warn(
        "the log took no entry for {} s; this seat leads no more, and the seats elect one",
        StuckLog.REFUSING_MAX.toSeconds());
    own.toFollower(own.state().term());
    own.invalidateFuturesFrom(own.state().commitIndex() + 1);
  }
}
