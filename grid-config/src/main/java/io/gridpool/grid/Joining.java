package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
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
  private static final int PROBE_LIMIT_MS = 500;

  private final GridSettings settings;
  private final TermStore store;
  private final Testimony testimony;

  Joining(GridSettings settings, TermStore store, Testimony testimony) {
    this.settings = settings;
    this.store = store;
    this.testimony = testimony;
  }

  /** The joined seats; empty when no recorded seat let them in, to be tried again. */
  Optional<SeatHost> join(TermRecord record, List<SeatRecord> own, Deadline deadline) {
    for (SeatRecord door : record.seats()) {
      if (!deadline.over() && !own.contains(door) && isOpen(door, record)) {
        Optional<SeatHost> host = through(door, record, own, deadline);
        if (host.isPresent()) {
          return host;
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
        .flatMap(now ->
            now.seats().stream()
                .filter(seat -> seat.memberAddress().equals(door.memberAddress()))
                .findFirst())
        .filter(seat -> seat.standing() != SeatRecord.Standing.LOST && listens(seat))
        .isPresent();
  }

  /** Whether somebody answers there: nobody does after a power cut, until the next term begins. */
  private static boolean listens(SeatRecord seat) {
    HostPort address = HostPort.parse(seat.memberAddress());
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(address.host(), address.port()), PROBE_LIMIT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<SeatHost> through(
      SeatRecord door, TermRecord record, List<SeatRecord> own, Deadline deadline) {
    List<Seat> seats = new ArrayList<>();
    try {
      for (SeatRecord seat : own) {
        seats.add(Seat.start(MemberStart.joining(settings, record, seat, door.memberAddress())));
      }
      CPGroupId group = checked(seats.getFirst(), record);
      testimony.withdraw(record, own);
      TermRecord seated = new Seating(settings, store).take(seats, record, deadline);
      return Optional.of(new SeatHost(new LedgerGroup(seats, group), seated, store));
    } catch (TryLaterException e) {
      LOG.warn("joining through {} failed: {}", door.memberAddress(), e.getMessage());
      seats.forEach(Seat::terminate);
      return Optional.empty();
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
