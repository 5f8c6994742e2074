package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the group that the grid knows with the recorded one after every change of members, and
 * stops service for good when they differ: two grids that merged would each hold a ledger, and
 * Hazelcast would not say a word.
 */
final class GroupWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);

  private final Seat seat;
  private final CPGroupId recorded;
  private final ExecutorService looks;
  private volatile boolean serves = true;

  GroupWatch(LedgerGroup group) {
    this.seat = group.seats().getFirst();
    this.recorded = group.id();
    // One look covers all changes before it: more than one waiting look is dropped.
    this.looks =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            Thread.ofPlatform().name("gridpool-group-watch").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    group.seats().forEach(each -> each.onMembershipChange(() -> looks.execute(this::look)));
  }

  boolean serves() {
    return serves;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  private void look() {
    try {
      Optional<CPGroupId> found = seat.findGroup();
      if (!found.equals(Optional.of(recorded))) {
        serves = false;
        LOG.error(
            "the grid holds {} but the record says {}: nothing is served here any more",
            found.map(LedgerGroup::name).orElse("no ledger"),
            LedgerGroup.name(recorded));
      }
    } catch (TryLaterException e) {
      // Nobody could say: entries still need a majority of the recorded group itself.
      LOG.warn("the group of the ledger cannot be checked now: {}", e.getMessage());
    }
  }
}
