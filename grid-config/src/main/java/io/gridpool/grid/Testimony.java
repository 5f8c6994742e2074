package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.SeatRecord.Standing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processes of a formed term's seats say about themselves, each step by compare-and-swap.
 *
 * <p>A seat that was started anew testifies that its memory of the term is gone, and withdraws that
 * before it takes part again. A seat that leaves in order says so first, and only one at a time
 * does: so the consensus group never shrinks to fewer seats than the record can account for, and a
 * majority of testimonies proves that the group can never commit again (see {@link NextTerm}).
 */
final class Testimony {
  private static final Logger LOG = LoggerFactory.getLogger(Testimony.class);
  private static final int TRIES_MAX = 10;

  private final TermStore store;

  Testimony(TermStore store) {
    this.store = store;
  }

  /**
   * Testifies for the seats of this process. Nothing is said while another process has the member
   * address: a frozen predecessor may still hold the ledger.
   */
  void testify(TermRecord record, List<SeatRecord> own) {
    boolean said = own.stream().allMatch(seat -> seat.standing() == Standing.LOST);
    if (!said && own.stream().allMatch(Testimony::isFree)) {
      change(record, own, seat -> seat.with(Standing.LOST));
      LOG.info("testified: {} hold nothing of {}", addresses(own), record.term());
    }
  }

  /**
   * Testifies as the last act of a process whose members have ended. Nobody waits for it: without
   * an answer the next process at this address says the same.
   */
  void testifyAtTheEnd(TermRecord record, List<SeatRecord> own) {
    try {
      change(record, own, seat -> seat.with(Standing.LOST));
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("left without a testimony: {}", e.getMessage());
    }
  }

  private static boolean isFree(SeatRecord seat) {
    HostPort address = HostPort.parse(seat.memberAddress());
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address.host(), address.port()));
      return true;
    } catch (IOException e) {
      LOG.warn("{} is taken by another process: no testimony", seat.memberAddress());
      return false;
    }
  }

  /**
   * Withdraws the testimony of these seats, before they take part in the term again. Errors: {@link
   * TryLaterException} when that was not possible, also while another seat leaves.
   */
  void withdraw(TermRecord record, List<SeatRecord> own) {
    change(record, own, SeatRecord::unseated);
  }

  /**
   * Announces that these seats leave in order; false when they must not, because not every other
   * seat takes part, or because nobody can say.
   */
  boolean announceLeaving(TermRecord record, List<SeatRecord> own) {
    try {
      change(record, own, seat -> seat.with(Standing.LEAVING));
      return true;
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("leaving without an announcement: {}", e.getMessage());
      return false;
    }
  }

  private void change(TermRecord record, List<SeatRecord> own, UnaryOperator<SeatRecord> each) {
    for (int i = 0; i < TRIES_MAX; i++) {
      TermRecord now = store.read().orElseThrow(() -> new TryLaterException("the record is gone"));
      List<SeatRecord> seats =
          now.seats().stream().map(seat -> isOf(own, seat) ? each.apply(seat) : seat).toList();
      requireAllowed(record, now, own, seats);
      Optional<TermRecord> stored =
          seats.equals(now.seats())
              ? Optional.of(now)
              : replace(new TermRecord(now.term(), now.formed(), seats, now.version()));
      if (stored.isPresent()) {
        return;
      }
    }
    throw new TryLaterException("the record of " + record.term() + " changes too often");
  }

  private Optional<TermRecord> replace(TermRecord changed) {
    FaultPoint.RECORD_SAID.before();
    Optional<TermRecord> stored = store.replace(changed);
    FaultPoint.RECORD_SAID.after();
    return stored;
  }

  private static void requireAllowed(
      TermRecord record, TermRecord now, List<SeatRecord> own, List<SeatRecord> wanted) {
    if (!now.term().equals(record.term())) {
      throw new TryLaterException("term " + now.term() + " began meanwhile");
    }
    boolean leaves = wanted.stream().anyMatch(seat -> isLeaving(own, seat));
    for (SeatRecord other : now.seats()) {
      boolean inTheWay =
          leaves ? !other.isSeated() : other.standing() == Standing.LEAVING && returns(own, wanted);
      if (inTheWay && !isOf(own, other)) {
        throw new TryLaterException("seat " + other.memberAddress() + " does not take part now");
      }
    }
  }

  private static boolean isLeaving(List<SeatRecord> own, SeatRecord seat) {
    return isOf(own, seat) && seat.standing() == Standing.LEAVING;
  }

  private static boolean returns(List<SeatRecord> own, List<SeatRecord> wanted) {
    return wanted.stream().anyMatch(seat -> isOf(own, seat) && seat.standing() == Standing.SEATED);
  }

  private static boolean isOf(List<SeatRecord> own, SeatRecord seat) {
    return addresses(own).contains(seat.memberAddress());
  }

  private static List<String> addresses(List<SeatRecord> seats) {
    return seats.stream().map(SeatRecord::memberAddress).toList();
  }
}
