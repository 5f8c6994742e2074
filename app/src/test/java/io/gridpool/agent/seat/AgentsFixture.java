package io.gridpool.agent.seat;

import io.gridpool.grid.Fencing;
import io.gridpool.grid.Formation;
import io.gridpool.grid.GridSettings;
import io.gridpool.grid.HandshakeKeys;
import io.gridpool.grid.MemberTuning;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.raft.Halt;
import io.gridpool.ledger.command.EndAdoption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Three agents with a seat and one without, over real TLS on loopback addresses. */
public final class AgentsFixture implements AutoCloseable {
  /** Room for an election on a slow machine. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int FIRST_PORT = 25_730 + 40 * Integer.getInteger("gridpool.test.fork", 1);

  final MemoryTermStore store = new MemoryTermStore();
  final TlsFiles tls;
  final List<Agent> agents = new ArrayList<>();
  public final SeatClient withoutSeat;
  private final SeatTimes seatTimes;
  private final Path folder;

  /** One agent with a seat, as the boot room puts it together. */
  record Agent(LocalSeats seats, SeatServer server, SeatClient client) {
    /** Ends as a killed process does: sockets close, nothing is handed over. */
    void kill() {
      seats.host().terminate();
      server.close();
      client.close();
      seats.commits().close();
    }
  }

  AgentsFixture(Path folder) throws Exception {
    this(folder, SeatTimes.NONE, SeatTimes.NONE);
  }

  /** The same; two hear how long commands take: all agents with a seat, and the one without. */
  public AgentsFixture(Path folder, SeatTimes seatTimes, SeatTimes withoutSeatTimes)
      throws Exception {
    this.folder = folder;
    this.seatTimes = seatTimes;
    this.tls = TlsFixture.in(folder);
    List<SeatHost> hosts = formed();
    for (SeatHost host : hosts) {
      agents.add(agent(host));
    }
    this.withoutSeat =
        new SeatClient(settings("without-seat", store::read, withoutSeatTimes), Optional.empty());
    var _ = withoutSeat.submit(List.of(new EndAdoption()), Duration.ofSeconds(30));
  }

  SeatClient client(
      String name, Supplier<Optional<TermRecord>> record, Optional<LocalSeats> local) {
    return new SeatClient(settings(name, record, seatTimes), local);
  }

  private SeatClientSettings settings(
      String name, Supplier<Optional<TermRecord>> record, SeatTimes times) {
    return new SeatClientSettings(
        tls,
        record,
        folder.resolve(name + ".seats"),
        MergerLimits.DEFAULT,
        times,
        Optional.of("127.0.0.1"));
  }

  Agent leading() {
    List<Agent> found = new ArrayList<>();
    await(
        () -> {
          found.clear();
          agents.stream().filter(agent -> agent.seats().leads()).forEach(found::add);
          return found.size() == 1;
        },
        "a leader");
    return found.getFirst();
  }

  /** An agent whose seat does not lead; meaningful once {@link #leading} was asked. */
  Agent following() {
    var _ = leading();
    return agents.stream().filter(agent -> !agent.seats().leads()).findFirst().orElseThrow();
  }

  public static void await(BooleanSupplier reached, String what) {
    long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > endNs) {
        throw new AssertionError("not within the limit: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    withoutSeat.close();
    agents.forEach(Agent::kill);
  }

  private Agent agent(SeatHost host) throws Exception {
    GroupCommit commits =
        new GroupCommit(host, System::currentTimeMillis, MergerLimits.DEFAULT, seatTimes);
    LocalSeats seats = new LocalSeats(host, commits);
    SeatRecord own =
        host.record().seats().stream()
            .filter(seat -> host.seatIds().contains(seat.seatId()))
            .findFirst()
            .orElseThrow();
    SeatServer server = SeatServer.start(SeatSettings.at(own.agentAddress()), tls, seats);
    return new Agent(seats, server, client(own.node(), store::read, Optional.of(seats)));
  }

  private List<SeatHost> formed() throws Exception {
    Halt failing =
        (reason, cause) -> {
          throw new AssertionError(reason, cause);
        };
    GridSettings settings =
        new GridSettings(
            "hop",
            3,
            HandshakeKeys.of("the key of the seats of a test".getBytes(StandardCharsets.UTF_8)),
            new MemberTuning(2_000, 0, 12),
            failing);
    Formation formation = new Formation(settings, store, System::currentTimeMillis, Fencing.NONE);
    List<SeatRecord> seats = formation.recordOrPropose(records()).seats();
    List<SeatHost> hosts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(seats.size())) {
      for (Future<SeatHost> host :
          threads.invokeAll(
              seats.stream()
                  .<Callable<SeatHost>>map(seat -> () -> open(formation, seat))
                  .toList())) {
        hosts.add(host.get());
      }
    }
    return hosts;
  }

  private static SeatHost open(Formation formation, SeatRecord seat) {
    return formation.open(List.of(seat.memberAddress()), Duration.ofSeconds(90)).orElseThrow();
  }

  private static List<SeatRecord> records() {
    return IntStream.range(0, 3)
        .mapToObj(i ->
            new SeatRecord(
                "node-" + i,
                "127.0.1." + (i + 1) + ":" + (FIRST_PORT + i),
                "127.0.1." + (i + 1) + ":" + (FIRST_PORT + 10 + i),
                ""))
        .toList();
  }
}
