package io.gridpool.agent.seat;

import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TryLaterException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the seats are: from the term record, else from the file of the last time.
 *
 * <p>Thread: any. The record is read at most every {@link #REFRESH_MS}, by the caller that asks.
 */
final class SeatDirectory {
  /** How long a list counts as fresh, in milliseconds. */
  static final int REFRESH_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(SeatDirectory.class);

  private final Supplier<Optional<TermRecord>> record;
  private final SeatListFile file;
  private final AtomicLong readAtNs;
  private volatile @Nullable SeatList list;

  SeatDirectory(Supplier<Optional<TermRecord>> record, SeatListFile file) {
    this.record = record;
    this.file = file;
    this.readAtNs = new AtomicLong(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(REFRESH_MS));
    this.list = file.load().orElse(null);
  }

  /** The seats as last known. Errors: {@link TryLaterException} before any were known. */
  SeatList current() {
    SeatList known = list;
    if (known == null) {
      refresh();
      known = list;
    }
    if (known == null) {
      throw new TryLaterException("no formed grid is known yet");
    }
    return known;
  }

  /** The seats as last known, if any. */
  Optional<SeatList> known() {
    return Optional.ofNullable(list);
  }

  /** Reads the record again unless that was done just now; a failure leaves the list as it is. */
  void refresh() {
    long before = readAtNs.get();
    long now = System.nanoTime();
    boolean due = now - before >= TimeUnit.MILLISECONDS.toNanos(REFRESH_MS);
    if (due && readAtNs.compareAndSet(before, now)) {
      try {
        record.get().filter(TermRecord::formed).map(SeatList::of).ifPresent(this::adopt);
      } catch (RuntimeException e) {
        LOG.info("the term record cannot be read now: {}", e.toString());
      }
    }
  }

  private void adopt(SeatList fresh) {
    if (!fresh.equals(list)) {
      list = fresh;
      file.store(fresh);
    }
  }
}
