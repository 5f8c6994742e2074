package io.gridpool.grid;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One agent: a listening port, a formation, a keeper. */
final class MovingAgent {
  private final MovingFixture grid;
  private final Candidate own;
  private final ServerSocket door;
  final AtomicReference<Optional<SeatHost>> host = new AtomicReference<>(Optional.empty());
  final AtomicReference<Optional<SeatKeeper>> keeper = new AtomicReference<>(Optional.empty());
  private final TermStore known;
  private volatile boolean ended;

  MovingAgent(MovingFixture grid, Candidate own) {
    this.grid = grid;
    this.own = own;
    this.known =
        new RecordGuard(
            grid.store, grid.memoryOf(own.node()), MovingFixture.SEAT_LOST, sentence -> {});
    this.door = listen(HostPort.parse(own.agentAddress()));
    Thread.ofVirtual().start(this::answer);
  }

  /** The port of the agent before this one is free a moment after it was closed. */
  private static ServerSocket listen(HostPort at) {
    Deadline deadline = Deadline.in(GridFixture.LIMIT);
    while (true) {
      try {
        return new ServerSocket(at.port(), 50, InetAddress.getByName(at.host()));
      } catch (IOException e) {
        if (deadline.over()) {
          throw new AssertionError(e);
        }
        deadline.pause(20);
      }
    }
  }

  /** Takes connections, so that whoever asks is never refused by a full backlog. */
  private void answer() {
    try {
      while (true) {
        door.accept().close();
      }
    } catch (IOException e) {
      // The door is closed: the agent has ended.
    }
  }

  void open() {
    GridSettings settings = grid.settings(own.reads());
    var _ = grid.candidates.announce(own);
    Naming naming = new Naming(3, known, grid.candidates, Fencing.NONE);
    Formation formation =
        new Formation(settings, known, System::currentTimeMillis, Fencing.NONE, naming);
    while (isEmpty()) {
      naming.firstSeats().ifPresent(formation::recordOrPropose);
      Deadline.in(GridFixture.LIMIT).pause(50);
    }
    host.set(opened(formation));
    if (ended) {
      host.get().ifPresent(SeatHost::terminate);
      return;
    }
    Optional<TermRecord> entered = host.get().map(SeatHost::record).or(this::read);
    if (entered.isEmpty()) {
      return;
    }
    TermRecord opened = entered.get();
    SeatKeeper made =
        new SeatKeeper(
            new SeatKeeper.Plan(
                settings,
                known,
                grid.candidates,
                Fencing.NONE,
                naming,
                own,
                MovingFixture.SEAT_LOST),
            opened,
            host.get(),
            host::set);
    keeper.set(Optional.of(made));
    made.start();
    while (!ended && !isOver(opened)) {
      Deadline.in(GridFixture.LIMIT).pause(100);
    }
    if (!ended) {
      made.close();
      host.getAndSet(Optional.empty()).ifPresent(SeatHost::terminate);
      open();
    }
  }

  private boolean isOver(TermRecord opened) {
    return read()
        .filter(now -> now.term().number() > opened.term().number())
        .filter(now -> now.formed() || !now.seatsOf(own.node()).isEmpty())
        .isPresent();
  }

  private boolean isEmpty() {
    try {
      return known.read().isEmpty();
    } catch (TryLaterException e) {
      return false;
    }
  }

  /** Nothing while the store cannot be believed. */
  private Optional<TermRecord> read() {
    try {
      return known.read();
    } catch (TryLaterException e) {
      return Optional.empty();
    }
  }

  private Optional<SeatHost> opened(Formation formation) {
    while (!ended) {
      try {
        return formation.openOn(own.node(), GridFixture.OPEN_LIMIT);
      } catch (RecordSetBackException e) {
        Deadline.in(GridFixture.LIMIT).pause(100);
      }
    }
    return Optional.empty();
  }

  boolean isOpen() {
    return keeper.get().isPresent();
  }

  void end(boolean inOrder) {
    ended = true;
    if (inOrder) {
      keeper.get().ifPresent(SeatKeeper::withdraw);
    }
    keeper.get().ifPresent(SeatKeeper::close);
    host.get().ifPresent(inOrder ? SeatHost::close : SeatHost::terminate);
    try {
      door.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
