package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the seats of this process as the record of a formed term wants them: takes one to which its
 * agent was called, lets go of one that is no voter any more, and where it leads does the steward's
 * work for all.
 *
 * <p>Thread: one of its own; {@link #close} waits for the step under way, {@link #CLOSE_MS} at
 * most.
 */
public final class SeatKeeper implements AutoCloseable {
  /** How often a process that has a seat, or may be called to one, looks, in milliseconds. */
  static final int LOOK_MS = 500;

  /** How often a process without a seat asks whether the ones with a seat are there. */
  static final int FAR_LOOK_MS = 3_000;

  /**
   * How often a process looks where the list of candidates is full without this agent: nobody will
   * call it.
   */
  static final int IDLE_LOOK_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(SeatKeeper.class);
  private static final Duration TAKE_LIMIT = Duration.ofSeconds(40);
  private static final Duration CONFIRM_LIMIT = Duration.ofSeconds(2);
  private static final int CLOSE_MS = 2_000;

  private final Plan plan;
  private final TermRecord opened;
  private final Consumer<Optional<SeatHost>> changed;
  private final Stewardship stewardship;
  private final LeaderWatch watch;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gridpool-seat-keeper").daemon().factory());

  /** Held while the list of candidates is written: who has withdrawn is not announced again. */
  private final Object announcing = new Object();

  private Optional<SeatHost> host;
  private Optional<Deadline> announced = Optional.empty();
  private Optional<Deadline> askedFar = Optional.empty();
  private boolean listed = true;
  private String said = "";
  private volatile boolean closed;
  private volatile boolean ended;

  /**
   * What a keeper works with.
   *
   * @param own this agent, as it announces itself; its zone may be added by the store
   * @param seatLost how long a seat may be silent or left before another agent gets it
   */
  public record Plan(
      GridSettings settings,
      TermStore store,
      Candidates candidates,
      Fencing fencing,
      Naming naming,
      Candidate own,
      Duration seatLost) {}

  /**
   * A keeper in a formed term; not started yet.
   *
   * @param host the seats that this process has already
   * @param changed told whenever this process has a first seat, or none any more
   */
  public SeatKeeper(
      Plan plan, TermRecord opened, Optional<SeatHost> host, Consumer<Optional<SeatHost>> changed) {
    this.plan = plan;
    this.opened = opened;
    this.host = host;
    this.changed = changed;
    this.stewardship = new Stewardship(plan);
    this.watch = new LeaderWatch(plan);
  }

  /** Starts to look. */
  public void start() {
    looks.execute(this::lookAndGoOn);
  }

  private void lookAndGoOn() {
    try {
      look();
      said = "";
    } catch (TryLaterException | IndeterminateException e) {
      sayOnce("the seats are looked at again: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("the seats are looked at again", e);
    }
    if (!closed) {
      int pauseMs = host.isPresent() || listed ? LOOK_MS : IDLE_LOOK_MS;
      var _ = looks.schedule(this::lookAndGoOn, pauseMs, TimeUnit.MILLISECONDS);
    }
  }

  /** An API server that is away for an hour is not worth two lines in a second. */
  private void sayOnce(String sentence) {
    if (!sentence.equals(said)) {
      LOG.info(sentence);
    }
    said = sentence;
  }

  private void look() {
    host.ifPresent(SeatHost::endStuckTransfers);
    host.ifPresent(SeatHost::stepDownIfStuck);
    announce();
    Optional<TermRecord> read = read();
    if (closed || read.isEmpty() || !read.get().term().equals(opened.term())) {
      return;
    }
    TermRecord now = read.get();
    host.ifPresent(seats -> seats.follow(now));
    drop(now);
    host.ifPresent(seats -> seats.handOverRemoving(now));
    if (host.isEmpty() || !watch.isLeaderless()) {
      take(now);
    }
    if (host.filter(SeatHost::leads).isPresent()) {
      stewardship.work(host.get(), now);
    }
    if (host.isPresent() || (listed && isTimeToAskFar())) {
      watch.look(now, host, seat -> dropOne(host.orElseThrow(), seat));
    }
  }

  private boolean isTimeToAskFar() {
    boolean due = askedFar.isEmpty() || askedFar.get().over();
    if (due) {
      askedFar = Optional.of(Deadline.in(Duration.ofMillis(FAR_LOOK_MS)));
    }
    return due;
  }

  /** The record; where the store went back in time, the seat that leads puts it right. */
  private Optional<TermRecord> read() {
    try {
      Optional<TermRecord> read = plan.store().recent();
      if (read.isEmpty()) {
        putRight();
      }
      return read;
    } catch (RecordSetBackException e) {
      putRight();
      throw e;
    }
  }

  private void putRight() {
    Optional<SeatHost> leading = host.filter(SeatHost::leads);
    if (leading.isPresent()) {
      // A majority answers: whatever the store says, this term lives.
      var _ = leading.get().ask(new Query.ReadStatus(), CONFIRM_LIMIT);
      boolean written = plan.store().putRight(leading.get().record());
      LOG.warn("the record of {} is put right: {}", opened.term(), written);
    }
  }

  /** Says that this agent could take a seat; again now and then, as the list may lose it. */
  private void announce() {
    synchronized (announcing) {
      if (!closed && (announced.isEmpty() || announced.get().over())) {
        listed = plan.candidates().announce(plan.own());
        announced = Optional.of(Deadline.in(Duration.ofSeconds(10)));
      }
    }
  }

  /** Lets go of seats that the record does not know (any more). */
  private void drop(TermRecord now) {
    for (Seat seat : host.map(seats -> seats.group().seats()).orElse(List.of())) {
      Optional<SeatRecord> entry = now.seat(seat.record().memberAddress());
      if (entry.isEmpty() || entry.get().standing() == Standing.CALLED) {
        LOG.info("the seat {} is no longer this agent's", seat.record().memberAddress());
        dropOne(host.orElseThrow(), seat);
      }
    }
  }

  private void dropOne(SeatHost from, Seat seat) {
    if (from.group().seats().size() > 1) {
      from.drop(seat);
    } else {
      host = Optional.empty();
      changed.accept(host);
      from.terminate();
    }
  }

  /** Takes the seats that the record names for this agent and that it does not hold. */
  private void take(TermRecord now) {
    List<String> held =
        host.map(seats -> seats.group().seats()).orElse(List.of()).stream()
            .map(seat -> seat.record().memberAddress())
            .toList();
    for (SeatRecord seat : now.seatsOf(plan.own().node())) {
      if (!held.contains(seat.memberAddress()) && !closed) {
        take(now, seat);
      }
    }
  }

  private void take(TermRecord now, SeatRecord seat) {
    if (now.level() > plan.settings().reads()) {
      pass(now, seat);
      return;
    }
    LOG.info("{} is {} of {}: taking it", seat.memberAddress(), seat.standing(), now.term());
    Testimony testimony = new Testimony(plan.store());
    testimony.testify(now, List.of(seat));
    // The others have to read that this address may join.
    Deadline limit = Deadline.in(TAKE_LIMIT);
    limit.pause(2 * LOOK_MS);
    new Joining(plan.settings(), plan.store(), testimony)
        .join(now, List.of(seat), limit)
        .ifPresent(this::seated);
  }

  /** Others get the seat: this program cannot read what the ledger holds. */
  private void pass(TermRecord now, SeatRecord seat) {
    if (seat.standing() != seat.standing().forgotten()) {
      new Testimony(plan.store()).testify(now, List.of(seat));
      LOG.warn(
          "the ledger is at level {}, this agent reads up to {}: it takes no seat",
          now.level(),
          plan.settings().reads());
    }
  }

  private void seated(Joining.Seated seated) {
    if (ended) {
      seated.group().seats().forEach(Seat::terminate);
      return;
    }
    if (host.isPresent()) {
      seated.group().seats().forEach(host.get()::add);
    } else {
      host = Optional.of(new SeatHost(seated.group(), seated.record(), plan.store()));
      changed.accept(host);
    }
    LOG.info("seated: {}", seated.group().seats().getFirst().record().memberAddress());
  }

  /** Before its seats leave in order: no seat is to be given to this agent any more. */
  public void withdraw() {
    closed = true;
    try {
      synchronized (announcing) {
        plan.candidates().withdraw(plan.own());
      }
    } catch (TryLaterException | IndeterminateException e) {
      LOG.info("this agent stays announced: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    looks.shutdown();
    try {
      if (!looks.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        looks.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      looks.shutdownNow();
    }
    ended = true;
  }
}
