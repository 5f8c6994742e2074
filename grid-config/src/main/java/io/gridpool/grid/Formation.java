package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Brings the seats of this process into the grid by the record's word: forms only as a named seat
 * of an unformed term, joins in every other case, and never forms on a guess. A formed term that
 * has lost its seats is followed by the next one.
 *
 * <p>Invariant: nothing is served before the record says formed, with the very group held here.
 *
 * <p>Thread: one call of {@link #open} at a time; blocks for seconds.
 */
public final class Formation {
  /** How often a waiting seat looks again, in milliseconds. */
  static final int LOOK_MS = 200;

  private final GridSettings settings;
  private final TermStore store;
  private final LongSupplier clockMs;
  private final Fencing fencing;

  /**
   * A formation over the store of the record.
   *
   * @param clockMs wall clock in milliseconds, for the first entry
   * @param fencing tells which nodes are out of service, for the next term
   */
  public Formation(GridSettings settings, TermStore store, LongSupplier clockMs, Fencing fencing) {
    this.settings = settings;
    this.store = store;
    this.clockMs = clockMs;
    this.fencing = fencing;
  }

  /** The record as it stands; stores the configured seats as term 1 when there is none. */
  public TermRecord recordOrPropose(List<SeatRecord> configured) {
    return store
        .read()
        .orElseGet(() -> propose(new TermRecord(new TermId(1, ""), false, configured, "")));
  }

  private TermRecord propose(TermRecord first) {
    FaultPoint.RECORD_PROPOSED.before();
    TermRecord standing = store.createIfAbsent(first);
    FaultPoint.RECORD_PROPOSED.after();
    return standing;
  }

  /**
   * Starts the seats recorded for {@code memberAddresses} and returns them once they may serve;
   * empty when none of the addresses is a recorded seat.
   *
   * <p>Errors: {@link TryLaterException} when the limit passes, the members stopped again.
   */
  public Optional<SeatHost> open(List<String> memberAddresses, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    while (!deadline.over()) {
      Optional<TermRecord> record = store.read();
      if (record.isPresent()) {
        List<SeatRecord> own = own(record.get(), memberAddresses);
        if (own.isEmpty()) {
          return Optional.empty();
        }
        Optional<SeatHost> host =
            record.get().formed()
                ? rejoin(record.get(), own, deadline)
                : new Forming(settings, store, clockMs).form(record.get(), own, deadline);
        if (host.isPresent()) {
          return host;
        }
      }
      deadline.pause(LOOK_MS);
    }
    throw new TryLaterException("no seat opened within " + limit.toSeconds() + " s");
  }

  /** Joins a formed term as a seat that knows nothing of it; or finds that nobody does any more. */
  private Optional<SeatHost> rejoin(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    Testimony testimony = new Testimony(store);
    testimony.testify(record, own);
    Optional<SeatHost> host = new Joining(settings, store, testimony).join(record, own, deadline);
    if (host.isEmpty()) {
      store.read().ifPresent(new NextTerm(store, fencing)::beginIfProven);
    }
    return host;
  }

  private static List<SeatRecord> own(TermRecord record, List<String> memberAddresses) {
    return record.seats().stream()
        .filter(seat -> memberAddresses.contains(seat.memberAddress()))
        .toList();
  }
}
