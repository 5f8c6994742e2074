package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An orderly end of a process's seats: leadership first, which halves the gap in writes, then seat
 * by seat.
 *
 * <p>A seat leaves only while every other seat takes part. Hazelcast cannot make a group of one out
 * of a group of two, so a process with two seats of three waits until the first of them was given
 * to another agent. What has not left within {@link #LIMIT_MS} is ended.
 */
final class Leaving {
  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);
  private static final int LIMIT_MS = MemberConfig.SHUTDOWN_WAIT_SECONDS * 1_000;

  /** How long a single seat waits for a missing one, whose return would keep the majority. */
  private static final int OTHERS_MS = 5_000;

  private static final int LOOK_MS = 200;

  private final TermStore store;

  Leaving(TermStore store) {
    this.store = store;
  }

  /** Ends all seats of the group in this process. */
  void leave(LedgerGroup group, TermRecord record) {
    List<Seat> left = new ArrayList<>(group.seats());
    Deadline others = Deadline.in(Duration.ofMillis(left.size() > 1 ? LIMIT_MS : OTHERS_MS));
    Patience patience = new Patience(others, Deadline.in(Duration.ofMillis(LIMIT_MS)));
    while (!left.isEmpty() && !isAlone(left, record) && announced(left, record, patience)) {
      Seat next = left.removeFirst();
      leave(next, group, left);
      new Testimony(store).testifyAtTheEnd(record, List.of(next.record()));
    }
    left.forEach(Seat::terminate);
    if (!left.isEmpty()) {
      new Testimony(store).testifyAtTheEnd(record, left.stream().map(Seat::record).toList());
    }
  }

  private boolean isAlone(List<Seat> left, TermRecord record) {
    try {
      TermRecord now = store.read().orElse(record);
      return now.seats().stream()
          .allMatch(seat ->
              left.stream()
                  .anyMatch(own -> own.record().memberAddress().equals(seat.memberAddress())));
    } catch (TryLaterException e) {
      return left.size() >= record.seats().size();
    }
  }

  /** Announces the next seat, once every other one takes part; false: it cannot leave in order. */
  private boolean announced(List<Seat> left, TermRecord record, Patience patience) {
    Testimony testimony = new Testimony(store);
    List<SeatRecord> next = List.of(left.getFirst().record());
    boolean said = testimony.announceLeaving(record, next);
    while (!said
        && left.getFirst().present().size() > left.size()
        && patience.lasts(() -> isBeingFilled(record))) {
      decline(record, next.getFirst().node());
      admitThoseCalled(left, record);
      patience.filled.pause(LOOK_MS);
      said = testimony.announceLeaving(record, next);
    }
    return said;
  }

  /** How long to wait for others: longer for a seat that somebody is about to take. */
  record Patience(Deadline usual, Deadline filled) {
    boolean lasts(BooleanSupplier isBeingFilled) {
      return !usual.over() || (!filled.over() && isBeingFilled.getAsBoolean());
    }
  }

  private boolean isBeingFilled(TermRecord record) {
    try {
      return isBeingFilled(store.read().orElse(record).seats());
    } catch (TryLaterException e) {
      return false;
    }
  }

  /** Whether a seat is about to be taken, or one is missing for which an agent is called next. */
  static boolean isBeingFilled(List<SeatRecord> seats) {
    return seats.size() < GridSettings.CP_MEMBER_COUNT_MIN
        || seats.stream().anyMatch(Leaving::isComing);
  }

  private static boolean isComing(SeatRecord seat) {
    return seat.standing() == Standing.CALLED || seat.standing() == Standing.TAKING;
  }

  private void decline(TermRecord record, String node) {
    try {
      new Testimony(store).decline(record, node);
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("a seat that this agent is called to stays: {}", e.getMessage());
    }
  }

  /** A member that stays for now may be the one that lets the others in. */
  private void admitThoseCalled(List<Seat> left, TermRecord record) {
    try {
      List<String> addresses =
          store.read().orElse(record).seats().stream().map(SeatRecord::memberAddress).toList();
      left.forEach(seat -> seat.admit(addresses));
    } catch (TryLaterException e) {
      LOG.info("who is called is not known: {}", e.getMessage());
    }
  }

  private static void leave(Seat seat, LedgerGroup group, List<Seat> others) {
    try {
      seat.handOver(
          group.id(), others.stream().map(other -> other.record().memberAddress()).toList());
    } catch (TryLaterException e) {
      LOG.warn("leaving without a hand-over, a new leader is elected: {}", e.getMessage());
    }
    stop(seat);
  }

  /** Ends a member in order, at once where that takes too long. */
  static void stop(Seat seat) {
    Thread leaving = Thread.ofPlatform().name("gridpool-leaving").daemon().start(seat::shutDown);
    try {
      leaving.join(LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leaving.isAlive()) {
      LOG.warn("the grid did not let this seat go within {} ms", LIMIT_MS);
      seat.terminate();
    }
  }
}
