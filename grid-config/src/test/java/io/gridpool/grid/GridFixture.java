package io.gridpool.grid;

import io.gridpool.grid.raft.Halt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Three seats on loopback addresses, each as its own process would run it. */
public final class GridFixture implements AutoCloseable {
  public static final HandshakeKeys KEYS =
      HandshakeKeys.of("the key of the seats of a test".getBytes(StandardCharsets.UTF_8));
  public static final Duration OPEN_LIMIT = Duration.ofSeconds(90);
  public static final Duration LIMIT = Duration.ofSeconds(10);

  public final MemoryTermStore store = new MemoryTermStore();
  public final List<SeatRecord> seats;
  public final List<SeatHost> hosts = new ArrayList<>();
  public final long formationMs;
  final GridSettings settings;

  /** Opens three seats on ports from {@code firstPort}; blocks until all serve. */
  public GridFixture(int firstPort) throws Exception {
    this(firstPort, Optional.empty());
  }

  /** The same with a door for clients. */
  GridFixture(int firstPort, Optional<ClientDoor> door) throws Exception {
    this.seats = records(firstPort);
    this.settings = settings(KEYS).withDoor(door);
    long beganNs = System.nanoTime();
    formation(settings).recordOrPropose(seats);
    openAll();
    this.formationMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
  }

  public static GridSettings settings(HandshakeKeys keys) {
    Halt failing =
        (reason, cause) -> {
          throw new AssertionError(reason, cause);
        };
    return new GridSettings("test", 3, keys, new MemberTuning(50, 0, 12), failing);
  }

  public static List<SeatRecord> records(int firstPort) {
    return IntStream.range(0, 3)
        .mapToObj(i ->
            new SeatRecord(
                "node-" + i,
                "127.0.1." + (i + 1) + ":" + (firstPort + i),
                "127.0.1." + (i + 1) + ":" + (firstPort + 10 + i),
                ""))
        .toList();
  }

  public Formation formation(GridSettings with) {
    return new Formation(with, store, System::currentTimeMillis, Fencing.NONE);
  }

  /** Opens one seat as its own process would. */
  public SeatHost open(SeatRecord seat) {
    return formation(settings).open(List.of(seat.memberAddress()), OPEN_LIMIT).orElseThrow();
  }

  /** The host that leads now; waits for the election. */
  public SeatHost leading() {
    List<SeatHost> found = new ArrayList<>();
    await(
        () -> {
          found.clear();
          hosts.stream().filter(SeatHost::leads).forEach(found::add);
          return found.size() == 1;
        },
        "one seat leads");
    return found.getFirst();
  }

  /** Waits until {@code reached}, with a limit. */
  public static void await(BooleanSupplier reached, String what) {
    Deadline deadline = Deadline.in(OPEN_LIMIT);
    while (!reached.getAsBoolean()) {
      if (deadline.over()) {
        throw new AssertionError("not within the limit: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    hosts.forEach(SeatHost::terminate);
  }

  /** Opens every seat, each as its own process would, in place of those that were. */
  public void openAll() throws Exception {
    hosts.clear();
    try (ExecutorService threads = Executors.newFixedThreadPool(seats.size())) {
      List<Future<SeatHost>> opened =
          threads.invokeAll(
              seats.stream().<Callable<SeatHost>>map(seat -> () -> open(seat)).toList());
      for (Future<SeatHost> host : opened) {
        hosts.add(host.get());
      }
    }
  }
}
