package io.gridpool.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts the members of this process side by side: each waits for the others. */
final class Starting {
  private Starting() {}

  /** Members that form; all run when this returns, or none. */
  static List<Seat> forming(GridSettings settings, TermRecord record, List<SeatRecord> own) {
    return together(
        own.stream()
            .<Callable<Seat>>map(
                seat -> () -> Seat.start(MemberStart.forming(settings, record, seat)))
            .toList());
  }

  private static List<Seat> together(List<Callable<Seat>> starts) {
    List<Seat> seats = new ArrayList<>();
    // Platform threads: Hazelcast names and groups its own threads after the starting one.
    try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
      for (Future<Seat> started : threads.invokeAll(starts)) {
        seats.add(started.get());
      }
      return seats;
    } catch (InterruptedException e) {
      seats.forEach(Seat::terminate);
      throw Waiting.interrupted(e);
    } catch (ExecutionException e) {
      seats.forEach(Seat::terminate);
      throw new TryLaterException("a member did not start: " + e.getCause(), e);
    }
  }
}
