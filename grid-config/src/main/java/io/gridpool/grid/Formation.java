package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);

  /** How often a waiting seat looks again, in milliseconds. */
  static final int LOOK_MS = 200;

  private final GridSettings settings;
  private final TermStore store;
  private final LongSupplier clockMs;
  private final Fencing fencing;
  private final Naming naming;

  /**
   * A formation over the store of the record, whose seats stay where they were named.
   *
   * @param clockMs wall clock in milliseconds, for the first entry
   * @param fencing tells which nodes are out of service, for the next term
   */
  public Formation(GridSettings settings, TermStore store, LongSupplier clockMs, Fencing fencing) {
    this(
        settings,
        store,
        clockMs,
        fencing,
        new Naming(settings.cpMemberCount(), store, Candidates.NONE, fencing));
  }

  /** A formation whose next terms are named among the agents that announced themselves. */
  public Formation(
      GridSettings settings,
      TermStore store,
      LongSupplier clockMs,
      Fencing fencing,
      Naming naming) {
    this.settings = settings;
    this.store = store;
    this.clockMs = clockMs;
    this.fencing = fencing;
    this.naming = naming;
  }

  /** The record as it stands; stores the configured seats as term 1 when there is none. */
  public TermRecord recordOrPropose(List<SeatRecord> configured) {
    return store
        .read()
        .orElseGet(() -> propose(new TermRecord(new TermId(1, ""), false, configured, "")));
  }

  /**
   * The record as it stands; with none, waits for agents to name its seats among. Meanwhile this
   * agent answers, as those who look for it must see.
   *
   * <p>Errors: {@link TryLaterException} when too few announced themselves within the limit.
   */
  public TermRecord recordOrName(Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Optional<TermRecord> standing = standingOrNamed();
    while (standing.isEmpty() && !deadline.over()) {
      deadline.pause(LOOK_MS);
      standing = standingOrNamed();
    }
    return standing.orElseThrow(
        () -> new TryLaterException("more agents are to announce themselves"));
  }

  private Optional<TermRecord> standingOrNamed() {
    return store.read().or(() -> naming.firstSeats().map(this::recordOrPropose));
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
    return open(seat -> memberAddresses.contains(seat.memberAddress()), limit);
  }

  /**
   * Starts the seats recorded for a node and returns them once they may serve; empty when the term
   * has formed and none of its seats is there.
   *
   * <p>Errors: {@link TryLaterException} when the limit passes, the members stopped again.
   */
  public Optional<SeatHost> openOn(String node, Duration limit) {
    return open(seat -> seat.node().equals(node), limit);
  }

  private Optional<SeatHost> open(Predicate<SeatRecord> isOwn, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    while (!deadline.over()) {
      Optional<TermRecord> record = store.read();
      if (record.isPresent()) {
        List<SeatRecord> own = record.get().seats().stream().filter(isOwn).toList();
        if (record.get().formed() && (own.isEmpty() || !readable(record.get()))) {
          return Optional.empty();
        }
        Optional<SeatHost> host = enter(record.get(), own, deadline);
        if (host.isPresent()) {
          return host;
        }
      }
      deadline.pause(LOOK_MS);
    }
    throw new TryLaterException("no seat opened within " + limit.toSeconds() + " s");
  }

  /** A ledger of a newer level is not for this program's seats; their keeper says so. */
  private boolean readable(TermRecord record) {
    return record.level() <= settings.reads();
  }

  private Optional<SeatHost> enter(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    if (record.formed()) {
      return rejoin(record, own, deadline);
    }
    naming.renameIfStuck(record);
    return own.isEmpty()
        ? Optional.empty()
        : new Forming(settings, store, clockMs, naming).form(record, own, deadline);
  }

  /** Joins a formed term as a seat that knows nothing of it; or finds that nobody does any more. */
  private Optional<SeatHost> rejoin(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    Testimony testimony = new Testimony(store);
    try {
      testimony.testify(record, own);
    } catch (TryLaterException e) {
      LOG.info("the record is read again: {}", e.getMessage());
      return Optional.empty();
    }
    Optional<Joining.Seated> seated =
        new Joining(settings, store, testimony).join(record, own, deadline);
    if (seated.isEmpty()) {
      store.read().ifPresent(new NextTerm(store, fencing, naming)::beginIfProven);
    }
    return seated.map(joined -> new SeatHost(joined.group(), joined.record(), store));
  }
}
