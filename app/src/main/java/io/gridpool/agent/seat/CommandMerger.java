package io.gridpool.agent.seat;

import io.gridpool.grid.Deadline;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: a few batches are under way at once, and what arrives meanwhile rides in the next
 * one. The commands of one caller stay together and in order.
 *
 * <p>Thread: {@link #submit} from any thread, blocks; each batch under way has one virtual thread.
 *
 * <p>Errors: {@link TryLaterException} when the queue is full, and what the carrier throws.
 */
final class CommandMerger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandMerger.class);

  private final Carrier carrier;
  private final SeatTimes times;
  private final BlockingQueue<Waiter> waiting;
  private final ReentrantLock boarding = new ReentrantLock();
  private final List<Thread> carriers = new ArrayList<>();
  private volatile boolean closed;

  CommandMerger(String name, MergerLimits limits, Carrier carrier) {
    this(name, limits, carrier, SeatTimes.NONE);
  }

  CommandMerger(String name, MergerLimits limits, Carrier carrier, SeatTimes times) {
    this.carrier = carrier;
    this.times = times;
    this.waiting = new ArrayBlockingQueue<>(limits.waitingMax());
    for (int i = 0; i < limits.inFlight(); i++) {
      carriers.add(Thread.ofVirtual().name(name + "-" + i).start(this::carryOn));
    }
  }

  List<Outcome> submit(Load load, Deadline deadline) {
    int size = load.commands().size();
    if (size == 0 || size > Batch.COMMANDS_MAX) {
      throw new IllegalArgumentException(
          size + " commands, one commit carries 1 to " + Batch.COMMANDS_MAX);
    }
    Waiter waiter = new Waiter(load, deadline);
    if (closed || !waiting.offer(waiter)) {
      throw new TryLaterException("too many commands wait for the ledger already");
    }
    return waiter.await();
  }

  @Override
  public void close() {
    closed = true;
    carriers.forEach(Thread::interrupt);
    List<Waiter> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(waiter -> waiter.fail(new TryLaterException("this agent is stopping")));
  }

  private void carryOn() {
    while (!closed) {
      try {
        carry(board());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits for the first rider, then takes all that fit. */
  private List<Waiter> board() throws InterruptedException {
    boarding.lockInterruptibly();
    try {
      List<Waiter> riders = new ArrayList<>(List.of(waiting.take()));
      int room = Batch.COMMANDS_MAX - riders.getFirst().size();
      for (Waiter next = waiting.peek(); next != null && next.size() <= room; ) {
        riders.add(waiting.remove());
        room -= next.size();
        next = waiting.peek();
      }
      return riders;
    } finally {
      boarding.unlock();
    }
  }

  private void carry(List<Waiter> riders) {
    List<Waiter> alive = riders.stream().filter(Waiter::board).toList();
    if (alive.isEmpty()) {
      return; // their callers were told already, and nothing was sent
    }
    alive.forEach(rider -> times.queued(rider.load(), rider.waitedNs()));
    Deadline latest =
        alive.stream().map(Waiter::deadline).max(Comparator.comparingLong(Deadline::leftMs)).get();
    try {
      Load together = Load.together(alive.stream().map(Waiter::load).toList());
      deliver(alive, carrier.carry(together, latest));
    } catch (RuntimeException | Error e) {
      LOG.debug("a batch of {} callers failed", alive.size(), e);
      alive.forEach(rider -> rider.fail(e));
    }
  }

  private static void deliver(List<Waiter> riders, List<Outcome> outcomes) {
    int from = 0;
    for (Waiter rider : riders) {
      rider.arrive(outcomes.subList(from, from + rider.size()));
      from += rider.size();
    }
  }
}
