package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forms an unformed term together with the other named seats: members, group, first entry, and at
 * last the record, by compare-and-swap.
 */
final class Forming {
  private static final Logger LOG = LoggerFactory.getLogger(Forming.class);
  private static final int COMMIT_LIMIT_MS = 2_000;

  private final GridSettings settings;
  private final TermStore store;
  private final LongSupplier clockMs;
  private final Naming naming;

  Forming(GridSettings settings, TermStore store, LongSupplier clockMs, Naming naming) {
    this.naming = naming;
    this.settings = settings;
    this.store = store;
    this.clockMs = clockMs;
  }

  /** The seats of this process in the formed term; empty when another formation won. */
  Optional<SeatHost> form(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    requireSeats(record);
    List<Seat> seats = Starting.forming(settings, record, own);
    Optional<SeatHost> host = Optional.empty();
    try {
      host = settle(seats, record, deadline);
      return host;
    } finally {
      if (host.isEmpty()) {
        seats.forEach(Seat::terminate);
      }
    }
  }

  private void requireSeats(TermRecord record) {
    if (record.seats().size() != settings.cpMemberCount()) {
      throw new IllegalArgumentException(
          "the record names "
              + record.seats().size()
              + " seats, but cp-member-count is "
              + settings.cpMemberCount());
    }
  }

  private Optional<SeatHost> settle(List<Seat> seats, TermRecord record, Deadline deadline) {
    Optional<LedgerGroup> group = Optional.empty();
    while (!deadline.over()) {
      TermRecord now = store.read().orElse(record);
      if (now.formed()) {
        naming.settled();
      }
      if (now.formed() || now.term().number() != record.term().number()) {
        return group.isPresent() && now.term().equals(term(now, group.get()))
            ? Optional.of(seated(group.get(), now, deadline))
            : Optional.empty(); // the others formed without us, or a new term began: join
      }
      naming.renameIfStuck(now);
      group = group.isPresent() ? group : group(seats);
      group.filter(LedgerGroup::leads).ifPresent(leading -> openTerm(leading, now));
      deadline.pause(Formation.LOOK_MS);
    }
    throw new TryLaterException("term " + record.term().number() + " did not form in time");
  }

  private SeatHost seated(LedgerGroup group, TermRecord formed, Deadline deadline) {
    return new SeatHost(
        group,
        new Seating(settings, store).take(group.seats(), formed, group.id(), deadline),
        store);
  }

  /** The group, made or found; empty while seats are missing, as they are right after discovery. */
  private static Optional<LedgerGroup> group(List<Seat> seats) {
    try {
      if (!seats.getFirst().awaitDiscovery(Duration.ofMillis(Formation.LOOK_MS))) {
        return Optional.empty();
      }
      CPGroupId made = seats.getFirst().createGroup();
      return Optional.of(new LedgerGroup(seats, made));
    } catch (TryLaterException e) {
      LOG.info("the group of the ledger is not there yet: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Opens the term in the ledger, then records that it has formed; both may be repeated. */
  private void openTerm(LedgerGroup group, TermRecord record) {
    TermId term = term(record, group);
    try {
      Batch first = new Batch(term, clockMs.getAsLong(), List.of(new OpenTerm(term, true)));
      FaultPoint.TERM_OPEN.before();
      List<Outcome> outcomes = group.commit(first, Duration.ofMillis(COMMIT_LIMIT_MS));
      FaultPoint.TERM_OPEN.after();
      if (outcomes.getFirst() instanceof Outcome.TermOpened) {
        List<SeatRecord> seats = SeatIds.of(record.seats(), group.seats().getFirst().seats());
        FaultPoint.RECORD_FORMED.before();
        var swapped = store.replace(record.formed(term, seats));
        FaultPoint.RECORD_FORMED.after();
        LOG.info("{} opened, recorded by this seat: {}", term, swapped.isPresent());
      } else {
        LOG.warn("{} was not opened: {}", term, outcomes);
      }
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("opening {} is tried again: {}", term, e.getMessage());
    }
  }

  private static TermId term(TermRecord record, LedgerGroup group) {
    return new TermId(record.term().number(), LedgerGroup.name(group.id()));
  }
}
