package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a formed term through its recorded seats, one after the other, and checks that the ledger
 * found there is the recorded one. Never forms anything: a member that may join only through a
 * named one fails to start without it.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final int DISCOVERY_LIMIT_MS = 10_000;

  private final GridSettings settings;
  private final TermStore store;
  private final Testimony testimony;

  Joining(GridSettings settings, TermStore store, Testimony testimony) {
    this.settings = settings;
    this.store = store;
    this.testimony = testimony;
  }

  /** Members that took their seats in the group of a term. */
  record Seated(LedgerGroup group, TermRecord record) {}

  /** The joined seats; empty when no recorded seat let them in, to be tried again. */
  Optional<Seated> join(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    for (SeatRecord door : record.seats()) {
      if (!deadline.over() && !own.contains(door) && isOpen(door, record)) {
        Optional<Seated> seated = through(door, record, own, deadline);
        if (seated.isPresent()) {
          return seated;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether to knock: a try takes seconds, in which the others may have lost everything too. */
  private boolean isOpen(SeatRecord door, TermRecord record) {
    return store
        .read()
        .filter(now -> now.term().equals(record.term()))
        .flatMap(now -> now.seat(door.memberAddress()))
        // Nobody listens after a power cut, until the next term begins.
        .filter(seat -> seat.standing().mayVote() && Probe.answers(seat.memberAddress()))
        .isPresent();
  }

  private Optional<Seated> through(
      SeatRecord door, TermRecord record, List<SeatRecord> own, Deadline deadline) {
    List<Seat> seats = new ArrayList<>();
    try {
      for (SeatRecord seat : own) {
        seats.add(Seat.start(MemberStart.joining(settings, record, seat, door.memberAddress())));
      }
      seats.forEach(seat -> seat.learn(record.seats()));
      CPGroupId group = checked(seats.getFirst(), record);
      TermRecord seated = new Seating(settings, store).take(seats, record, group, deadline);
      return Optional.of(new Seated(new LedgerGroup(seats, group), seated));
    } catch (TryLaterException e) {
      LOG.warn("joining through {} failed: {}", door.memberAddress(), e.getMessage());
      seats.forEach(Seat::terminate);
      testifyAgain(record, own);
      return Optional.empty();
    }
  }

  /**
   * What was begun in the record ends with what is known: nothing is held here. Said only while the
   * member ports are free, for a predecessor that has one may be the reason why this failed.
   */
  private void testifyAgain(TermRecord record, List<SeatRecord> own) {
    try {
      store
          .read()
          .filter(now -> now.term().equals(record.term()))
          .ifPresent(now -> {
            List<String> addresses = own.stream().map(SeatRecord::memberAddress).toList();
            testimony.testify(
                now,
                now.seats().stream()
                    .filter(seat -> addresses.contains(seat.memberAddress()))
                    .toList());
          });
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("nothing was testified: {}", e.getMessage());
    }
  }

  private static CPGroupId checked(Seat seat, TermRecord record) {
    if (!seat.awaitDiscovery(Duration.ofMillis(DISCOVERY_LIMIT_MS))) {
      throw new TryLaterException("the seats were not found");
    }
    CPGroupId group =
        seat.findGroup().orElseThrow(() -> new TryLaterException("the grid holds no ledger"));
    if (!LedgerGroup.name(group).equals(record.term().group())) {
      throw new TryLaterException(
          "the grid holds " + LedgerGroup.name(group) + ", recorded is " + record.term().group());
    }
    return group;
  }
}
