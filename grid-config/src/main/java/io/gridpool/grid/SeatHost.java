package io.gridpool.grid;

import com.hazelcast.instance.BuildInfoProvider;
import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seats that this process runs (one, or all three on a single node) of one formed term.
 *
 * <p>Entries and reads go to the Raft nodes of this process only: a process that does not lead says
 * so at once, and the caller follows {@link #leader}.
 *
 * <p>Thread: every method may be called from any thread and blocks; virtual threads are right.
 */
public final class SeatHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SeatHost.class);

  private volatile LedgerGroup group;
  private volatile TermRecord record;
  private final TermStore store;
  private final GroupWatch watch;
  private final StuckLog log = new StuckLog(StuckLog.REFUSING_MAX);

  SeatHost(LedgerGroup group, TermRecord record, TermStore store) {
    this.group = group;
    this.record = record;
    this.store = store;
    this.watch = new GroupWatch(() -> this.group);
  }

  /** The version of the engine below, as it says itself. */
  public static String hazelcastVersion() {
    return BuildInfoProvider.getBuildInfo().getVersion();
  }

  /** The term whose ledger is hosted here. */
  public TermId term() {
    return record.term();
  }

  /** The record as last followed. */
  public TermRecord record() {
    return record;
  }

  /** Whether the cluster has gone on to another term, so that this ledger never commits again. */
  public boolean isOutdated(TermRecord now) {
    return now.term().number() > record.term().number();
  }

  /** Ids of the seats held by this process now. */
  public List<String> seatIds() {
    return group.seats().stream().flatMap(seat -> seat.seatId().stream()).toList();
  }

  /** Whether the recorded ledger is the one the grid knows; else nothing is served here. */
  public boolean serves() {
    return watch.serves();
  }

  /** Whether a seat of this process leads, as it believes. */
  public boolean leads() {
    return serves() && group.leads();
  }

  /** The seat that leads as this process believes; empty during an election. */
  public Optional<SeatRecord> leader() {
    Optional<HostPort> address = group.leader();
    return address.flatMap(leader ->
        record.seats().stream()
            .filter(seat -> HostPort.parse(seat.memberAddress()).equals(leader))
            .findFirst());
  }

  /**
   * Commits a batch through the leading seat of this process.
   *
   * <p>Errors: {@link TryLaterException} when this process does not lead or the log is full, {@link
   * IndeterminateException} when the fate is unknown.
   */
  public List<Outcome> commit(Batch batch, Duration limit) {
    requireServing();
    return log.noting(() -> group.commit(batch, limit));
  }

  /**
   * Sends an entry without commands through the log, which changes nothing: reads alone do not show
   * whether a change would go through. Errors: as those of {@link #commit}.
   */
  public void commitNothing(Duration limit) {
    var _ = commit(new Batch(term(), 0, List.of()), limit);
  }

  /** Reads the truth; only the leading seat answers. Errors: {@link TryLaterException}. */
  public Answer ask(Query query, Duration limit) {
    requireServing();
    return group.readTruth(ledger -> ledger.ask(query), limit);
  }

  /** Reads the replica of this process, which may lag but never goes back while it runs. */
  public Answer askLocally(Query query, Duration limit) {
    requireServing();
    return group.readLocally(ledger -> ledger.ask(query), limit);
  }

  /** The replica of each seat of this process, by reference; for comparison and for adoption. */
  public List<FrozenLedger> freezeLocally(Duration limit) {
    return group.readEach(Ledger::freeze, limit);
  }

  /** Index of the last entry applied to the replica that {@link #askLocally} reads. */
  public long appliedIndex() {
    return group.first().ledgers().appliedIndex(group.id());
  }

  /** The level in force in the ledger, as the replica here knows it; it may lag. */
  public int level() {
    return group.level();
  }

  /** Waits until an entry after {@code index} was applied here; answers the index reached. */
  public long awaitApplied(long index, Duration limit) throws InterruptedException {
    return group.first().ledgers().awaitApplied(group.id(), index, limit.toMillis());
  }

  /** Takes notice of the record: who may join, who is where. Another term's is passed over. */
  void follow(TermRecord now) {
    if (now.term().equals(record.term())) {
      record = now;
      List<String> addresses = now.seats().stream().map(SeatRecord::memberAddress).toList();
      group.seats().forEach(seat -> seat.admit(addresses));
    }
  }

  /** The seats of this process. */
  LedgerGroup group() {
    return group;
  }

  /** Goes on with one seat more. */
  void add(Seat seat) {
    watch.listenTo(seat);
    group = group.with(seat);
  }

  /** Goes on without a seat that is no voter any more; its member ends. */
  void drop(Seat seat) {
    group = group.without(seat);
    Leaving.stop(seat);
  }

  /** Gives the leadership to a seat of another process, if this one has it and there is one. */
  public void handOver() {
    handOver(group.seats());
  }

  /** The same of those seats that are about to be removed from the group. */
  void handOverRemoving(TermRecord now) {
    handOver(removing(now));
  }

  /** Ends hand-overs of seats of this process to seats that have left the group meanwhile. */
  void endStuckTransfers() {
    group.seats().forEach(seat -> seat.endStuckTransfers(group.id()));
  }

  /** A leader whose log refuses everything, for whatever reason, leads no more. */
  void stepDownIfStuck() {
    if (!group.leads()) {
      log.forget();
    } else if (log.isDue()) {
      group.stepDown();
    }
  }

  /** Seats of this process that are to be removed from the group. */
  List<Seat> removing(TermRecord now) {
    return group.seats().stream()
        .filter(seat -> now.removing(seat.record().memberAddress()).isPresent())
        .toList();
  }

  private void handOver(List<Seat> seats) {
    List<String> own = seats.stream().map(seat -> seat.record().memberAddress()).toList();
    for (Seat seat : seats) {
      try {
        seat.handOver(group.id(), own);
      } catch (TryLaterException e) {
        LOG.info("the leadership was not handed over: {}", e.getMessage());
      }
    }
  }

  /**
   * Hands over the leadership, leaves the grid seat by seat and stops; see {@link Leaving}. A
   * process that runs every seat has nobody to hand over to and stops at once.
   */
  @Override
  public void close() {
    watch.close();
    new Leaving(store).leave(group, record);
  }

  /** Ends the members at once, as a crash would. */
  public void terminate() {
    watch.close();
    group.seats().forEach(Seat::terminate);
  }

  private void requireServing() {
    if (!serves()) {
      throw new TryLaterException("the grid holds another ledger than " + record.term());
    }
  }
}
