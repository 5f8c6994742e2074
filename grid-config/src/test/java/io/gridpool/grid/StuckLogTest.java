package io.gridpool.grid;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cp.exception.CannotReplicateException;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import com.hazelcast.spi.impl.InternalCompletableFuture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckLogTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** A hand-over to a living seat that nobody goes on with: no cause that is mended by itself. */
  @Test
  void aLeaderThatTakesNoEntryForLongLeadsNoMore() throws Exception {
    try (MovingFixture grid = new MovingFixture(25_960, 3)) {
      SeatHost stuck = grid.leading();
      stuck.commitNothing(LIMIT);
      InternalCompletableFuture<Object> transfer = handOverThatNobodyEnds(stuck);
      grid.await(() -> !takes(stuck), "a log that refuses");
      assertThatThrownBy(() -> stuck.commitNothing(LIMIT))
          .isInstanceOf(TryLaterException.class)
          .hasMessageContaining("takes no entries");
      assertThat(stuck.leads()).isTrue();

      grid.await(() -> takes(grid.leading()), "a leader that takes entries");

      assertThat(transfer).isDone();
    }
  }

  @Test
  void aRefusalOfAnEarlierLeadershipDoesNotCount() {
    StuckLog log = new StuckLog(Duration.ZERO);
    refuse(log);
    log.forget();
    refuse(log);
    assertThat(log.isDue()).isFalse();
    refuse(log);
    assertThat(log.isDue()).isTrue();
    assertThat(log.isDue()).isFalse();
  }

  @Test
  void anEntryThatIsTakenEndsTheRefusing() {
    StuckLog log = new StuckLog(Duration.ZERO);
    refuse(log);
    assertThat(log.<String>noting(() -> "taken")).isEqualTo("taken");
    refuse(log);
    assertThat(log.isDue()).isFalse();
  }

  private static void refuse(StuckLog log) {
    var cause = new CannotReplicateException(null);
    assertThatThrownBy(() ->
            log.noting(() -> {
              throw new TryLaterException("refused", cause);
            }))
        .hasCause(cause);
  }

  private static InternalCompletableFuture<Object> handOverThatNobodyEnds(SeatHost leading) {
    RaftNode led = requireNonNull(leading.group().first().node(leading.group().id()));
    var node = (RaftNodeImpl) led;
    var transfer = new InternalCompletableFuture<Object>();
    node.execute(() -> {
      var follower = node.state().leaderState().getFollowerStates().keySet().iterator().next();
      node.state().initLeadershipTransfer(follower, transfer);
    });
    return transfer;
  }

  private static boolean takes(SeatHost host) {
    try {
      host.commitNothing(LIMIT);
      return true;
    } catch (TryLaterException | IndeterminateException e) {
      return false;
    }
  }
}
