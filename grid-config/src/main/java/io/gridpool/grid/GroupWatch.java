package io.gridpool.grid;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.cp.CPGroupId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the group that the grid knows with the recorded one after every change of members, and
 * stops service for good when they differ: two grids that merged would each hold a ledger, and
 * Hazelcast would not say a word.
 */
final class GroupWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);

  private final Supplier<LedgerGroup> group;
  private final CPGroupId recorded;
  private final ExecutorService looks;
  private volatile boolean serves = true;

  /** Watches through the seats that this process has at each moment. */
  GroupWatch(Supplier<LedgerGroup> group) {
    this.group = group;
    this.recorded = group.get().id();
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
    group.get().seats().forEach(this::listenTo);
  }

  /** Looks also when this seat sees members come or go. */
  void listenTo(Seat seat) {
    seat.onMembershipChange(() -> looks.execute(this::look));
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
      Optional<CPGroupId> found = group.get().first().findGroup();
      if (!found.equals(Optional.of(recorded))) {
        serves = false;
        LOG.error(
            "the grid holds {} but the record says {}: nothing is served here any more",
            found.map(LedgerGroup::name).orElse("no ledger"),
            LedgerGroup.name(recorded));
      }
    } catch (TryLaterException | HazelcastInstanceNotActiveException e) {
      // Nobody could say: entries still need a majority of the recorded group itself.
      LOG.warn("the group of the ledger cannot be checked now: {}", e.getMessage());
    }
  }
}
