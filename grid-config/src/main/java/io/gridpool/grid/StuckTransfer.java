package io.gridpool.grid;

import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import com.hazelcast.cp.internal.raft.impl.state.LeadershipTransferState;
import com.hazelcast.cp.internal.raft.impl.state.RaftState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a transfer of leadership that nothing else would end.
 *
 * <p>A leader takes no entries while it hands over. Where the successor is being removed from the
 * group at that moment, the next step of the transfer fails and leaves it as it is: the leader
 * lives, is followed, and refuses every entry for ever.
 *
 * <p>Source: Hazelcast 5.4.0 {@code LeadershipTransferTask.run}, which asks for the state of a
 * follower that is none any more.
 */
final class StuckTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(StuckTransfer.class);

  private StuckTransfer() {}

  /** Looks on the thread that the group's state belongs to; returns before that. */
  static void end(RaftNode node) {
    if (node instanceof RaftNodeImpl own) {
      own.execute(() -> endIn(own));
    }
  }

  private static void endIn(RaftNodeImpl own) {
    RaftState state = own.state();
    LeadershipTransferState transfer = state.leadershipTransferState();
    if (transfer == null
        || state.leaderState() == null
        || state.leaderState().getFollowerStates().containsKey(transfer.endpoint())) {
      return;
    }
    LOG.warn("the leadership cannot go to {}, which left the group", transfer.endpoint());
    state.completeLeadershipTransfer(
        new IllegalStateException(transfer.endpoint() + " left the group"));
  }
}
