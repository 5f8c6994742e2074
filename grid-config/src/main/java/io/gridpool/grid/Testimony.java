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
 * <p>A process that was started anew testifies that it holds nothing of the term. One that leaves
 * in order says so first, and only while every other seat takes part: so the group never has fewer
 * than two members. What follows from all that is said is {@link NextTerm}'s to tell.
 */
final class Testimony {
  private static final Logger LOG = LoggerFactory.getLogger(Testimony.class);
  private static final int TRIES_MAX = 10;

  private final TermStore store;
  private String against = "";

  Testimony(TermStore store) {
    this.store = store;
  }

  /**
   * Testifies for the seats of this process. Nothing is said while another process has the member
   * address: a frozen predecessor may still hold the ledger.
   */
  void testify(TermRecord record, List<SeatRecord> own) {
    boolean said = own.stream().allMatch(seat -> seat.standing() == seat.standing().forgotten());
    if (!said && own.stream().allMatch(Testimony::isFree)) {
      change(record, own, Testimony::forgotten);
      LOG.info("testified: {} hold nothing of {}", addresses(own), record.term());
    }
  }

  /**
   * Testifies as the last act of a process whose members have ended. Nobody waits for it: without
   * an answer the next process at this address says the same.
   */
  void testifyAtTheEnd(TermRecord record, List<SeatRecord> own) {
    try {
      change(record, own, Testimony::forgotten);
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

  private static SeatRecord forgotten(SeatRecord seat) {
    return seat.with(seat.standing().forgotten());
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
      tellOnce(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Who leaves asks some times a second, for as long as it may wait. */
  private void tellOnce(String why) {
    if (!why.equals(against)) {
      LOG.info("leaving is not announced: {}", why);
      against = why;
    }
  }

  /**
   * Strikes out seats to which the agent of a node was called just before it left: nobody would
   * take them, and the next one is called only where a seat is missing. Another try follows where
   * the record changed meanwhile.
   */
  void decline(TermRecord record, String node) {
    TermRecord now = store.read().orElse(record);
    List<SeatRecord> kept =
        now.seats().stream()
            .filter(seat -> !(seat.node().equals(node) && seat.standing() == Standing.CALLED))
            .toList();
    if (now.term().equals(record.term()) && kept.size() < now.seats().size()) {
      boolean declined = replace(now.withSeats(kept)).isPresent();
      LOG.info("this agent leaves and takes no seat, recorded: {}", declined);
    }
  }

  private void change(TermRecord record, List<SeatRecord> own, UnaryOperator<SeatRecord> each) {
    for (int i = 0; i < TRIES_MAX; i++) {
      TermRecord now = store.read().orElseThrow(() -> new TryLaterException("the record is gone"));
      List<SeatRecord> seats =
          now.seats().stream().map(seat -> isOf(own, seat) ? each.apply(seat) : seat).toList();
      requireAllowed(record, now, own, seats);
      Optional<TermRecord> stored =
          seats.equals(now.seats()) ? Optional.of(now) : replace(now.withSeats(seats));
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
    if (wanted.stream().noneMatch(seat -> isLeaving(own, seat))) {
      return;
    }
    if (now.seats().size() < GridSettings.CP_MEMBER_COUNT_MIN) {
      throw new TryLaterException("only " + now.seats().size() + " seats are there");
    }
    for (SeatRecord other : now.seats()) {
      if (!isOf(own, other) && !other.isSeated()) {
        throw new TryLaterException("seat " + other.memberAddress() + " does not take part now");
      }
    }
  }

  private static boolean isLeaving(List<SeatRecord> own, SeatRecord seat) {
    return isOf(own, seat) && seat.standing() == Standing.LEAVING;
  }

  private static boolean isOf(List<SeatRecord> own, SeatRecord seat) {
    return addresses(own).contains(seat.memberAddress());
  }

  private static List<String> addresses(List<SeatRecord> seats) {
    return seats.stream().map(SeatRecord::memberAddress).toList();
  }
}
