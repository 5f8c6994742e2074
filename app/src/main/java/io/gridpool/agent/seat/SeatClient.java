package io.gridpool.agent.seat;

import io.gridpool.grid.Deadline;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way of an agent, with or without a seat, to the ledger: the group commit of this process when
 * it leads, else the agent that does, over gRPC.
 *
 * <p>Thread: any; calls block. Commands that arrive while two batches are under way ride in the
 * next.
 *
 * <p>Errors: as {@link LedgerGate}; a full queue is {@code TryLaterException}.
 */
public final class SeatClient implements LedgerGate, AutoCloseable {
  /** How often the record is looked at and connections are opened ahead of need, in ms. */
  static final int LOOK_MS = 5_000;

  private final Supplier<Optional<LocalSeats>> local;
  private final SeatDirectory directory;
  private final SeatChannels channels;
  private final SeatSightings sightings;
  private final LeaderCalls calls;
  private final CommandMerger merger;
  private final SeatTimes times;
  private final LevelHeard heard = new LevelHeard();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gridpool-seat-look").daemon().factory());

  /** A client; {@code local} are the seats of this process, if it runs any. */
  public SeatClient(SeatClientSettings settings, Optional<LocalSeats> local) {
    this(settings, () -> local);
  }

  /** A client of a process whose seats come and go; {@code local} are those of the moment. */
  public SeatClient(SeatClientSettings settings, Supplier<Optional<LocalSeats>> local) {
    this.local = local;
    this.times = settings.times();
    this.directory =
        new SeatDirectory(settings.record(), new SeatListFile(settings.seatListFile()));
    this.channels = new SeatChannels(settings.tls(), settings.source());
    this.sightings = new SeatSightings(channels);
    this.calls = new LeaderCalls(local, directory, channels);
    this.merger = new CommandMerger("gridpool-seat-client", settings.limits(), this::hop, times);
    var _ = looks.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Load load = Load.of(commands, times.trace());
    boolean here = local.get().filter(LocalSeats::leads).isPresent();
    return telling(() ->
        here ? calls.call(new SubmitCall(load, heard), deadline) : merger.submit(load, deadline));
  }

  private List<Outcome> hop(Load load, Deadline deadline) {
    long startNs = System.nanoTime();
    SeatTimes.Hop hop = times.hops(load);
    try {
      return calls.call(new SubmitCall(load.following(hop.traces()), heard), deadline);
    } finally {
      hop.ended(System.nanoTime() - startNs);
    }
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return telling(() -> calls.call(new AskCall(query, heard), Deadline.in(limit)));
  }

  /** Where too few seats answer, the failure says which ones are waited for. */
  private <T> T telling(Supplier<T> call) {
    try {
      return call.get();
    } catch (TryLaterException e) {
      throw new TryLaterException(missing().orElse(String.valueOf(e.getMessage())), e);
    } catch (IndeterminateException e) {
      throw new IndeterminateException(missing().orElse(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Hands every change after {@code since} to the consumer, in order, on one thread of its own,
   * until it is closed. A {@code resync} answer comes when the ledger does not remember that far
   * back: the consumer then reads everything, and the changes after that answer follow.
   *
   * <p>Errors: a consumer that throws gets the same changes again after a pause.
   */
  public ChangeStream changesSince(long since, Consumer<Answer.Changes> consumer) {
    RemoteRoute remote = new RemoteRoute(directory, channels);
    ChangeRoute nearest =
        (after, sink) -> {
          Optional<ChangeRoute> here = local.get().map(seats -> new LocalRoute(seats.host()));
          here.orElse(remote).follow(after, sink);
        };
    return ChangeStream.start(nearest, since, consumer);
  }

  /** Which seats are waited for, as a sentence; empty while a majority of them answers. */
  public Optional<String> missing() {
    return directory.known().flatMap(sightings::missing);
  }

  /** The term whose seats are known. */
  public Optional<TermId> term() {
    return directory.known().map(SeatList::term);
  }

  @Override
  public void close() {
    looks.shutdownNow();
    merger.close();
    channels.close();
  }

  private void look() {
    directory.refresh();
    directory.known().ifPresent(list -> channels.retain(list.addresses()));
  }
}
