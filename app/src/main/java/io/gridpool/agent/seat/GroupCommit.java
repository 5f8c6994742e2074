package io.gridpool.agent.seat;

import io.gridpool.grid.Deadline;
import io.gridpool.grid.SeatHost;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The group commit of the leading seat: merges the commands of many agents into one Raft entry and
 * stamps the time.
 *
 * <p>Errors: {@code TryLaterException} when the queue is full or this process does not lead, {@code
 * IndeterminateException} when the fate of the entry is unknown.
 */
public final class GroupCommit implements AutoCloseable {
  /** How long one entry may take before its callers are told that its fate is unknown, in ms. */
  static final int ENTRY_LIMIT_MS = 3_000;

  private final SeatHost host;
  private final LongSupplier clockMs;
  private final CommandMerger merger;
  private final SeatTimes times;
  private final LongAdder entries = new LongAdder();
  private final LongAdder commands = new LongAdder();

  /**
   * A group commit on the seats of this process.
   *
   * @param clockMs wall clock in milliseconds
   */
  public GroupCommit(SeatHost host, LongSupplier clockMs, MergerLimits limits) {
    this(host, clockMs, limits, SeatTimes.NONE);
  }

  /** The same; {@code times} hears how long commands waited and entries took. */
  public GroupCommit(SeatHost host, LongSupplier clockMs, MergerLimits limits, SeatTimes times) {
    this.host = host;
    this.clockMs = clockMs;
    this.times = times;
    this.merger = new CommandMerger("gridpool-group-commit", limits, this::commit, times);
  }

  /** Commits the commands in order, in one entry, perhaps with those of others. */
  public List<Outcome> submit(List<Command> wanted, Deadline deadline) {
    return submit(Load.of(wanted), deadline);
  }

  /** The same for commands that may be followed. */
  List<Outcome> submit(Load wanted, Deadline deadline) {
    return merger.submit(wanted, deadline);
  }

  /** Entries sent to the log so far. */
  public long entries() {
    return entries.sum();
  }

  /** Commands sent to the log so far. */
  public long commands() {
    return commands.sum();
  }

  @Override
  public void close() {
    merger.close();
  }

  private List<Outcome> commit(Load merged, Deadline deadline) {
    entries.increment();
    commands.add(merged.commands().size());
    Batch batch = new Batch(host.term(), clockMs.getAsLong(), merged.commands());
    // The entry goes on without its callers: a limit of its own keeps the lane free of their haste.
    long startNs = System.nanoTime();
    try {
      return host.commit(batch, Duration.ofMillis(ENTRY_LIMIT_MS));
    } finally {
      times.committed(merged, System.nanoTime() - startNs);
    }
  }
}
