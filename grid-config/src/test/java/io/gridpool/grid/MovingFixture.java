package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Agents on loopback addresses whose seats move: each as its own process would run it. */
final class MovingFixture implements AutoCloseable {
  private static final Duration SEAT_LOST = Duration.ofSeconds(2);

  final MemoryTermStore store = new MemoryTermStore();
  final Announced candidates = new Announced();
  private final int firstPort;
  private final Map<Integer, Agent> agents = new ConcurrentHashMap<>();

  /** Those that announced themselves, in memory. */
  static final class Announced implements Candidates {
    private final List<Candidate> all = new CopyOnWriteArrayList<>();

    @Override
    public List<Candidate> list() {
      return List.copyOf(all);
    }

    @Override
    public void withdraw(Candidate own) {
      all.remove(own);
    }

    @Override
    public synchronized boolean announce(Candidate own) {
      if (!all.contains(own)) {
        all.add(own);
      }
      return true;
    }
  }

  /** One agent: a listening port, a formation, a keeper. */
  private final class Agent {
    private final Candidate own;
    private final ServerSocket door;
    private final AtomicReference<Optional<SeatHost>> host =
        new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<SeatKeeper>> keeper =
        new AtomicReference<>(Optional.empty());
    private volatile boolean ended;

    Agent(Candidate own) {
      this.own = own;
      try {
        HostPort at = HostPort.parse(own.agentAddress());
        door = new ServerSocket(at.port(), 50, InetAddress.getByName(at.host()));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      Thread.ofVirtual().start(this::answer);
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
      GridSettings settings = GridFixture.settings(GridFixture.KEYS);
      var _ = candidates.announce(own);
      Naming naming = new Naming(3, store, candidates, Fencing.NONE);
      Formation formation =
          new Formation(settings, store, System::currentTimeMillis, Fencing.NONE, naming);
      while (store.read().isEmpty()) {
        naming.firstSeats().ifPresent(formation::recordOrPropose);
        Deadline.in(GridFixture.LIMIT).pause(50);
      }
      host.set(formation.openOn(own.node(), GridFixture.OPEN_LIMIT));
      if (ended) {
        host.get().ifPresent(SeatHost::terminate);
        return;
      }
      TermRecord opened = host.get().map(SeatHost::record).or(store::read).orElseThrow();
      SeatKeeper made =
          new SeatKeeper(
              new SeatKeeper.Plan(
                  settings, store, candidates, Fencing.NONE, naming, own, SEAT_LOST),
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
      return store
          .read()
          .filter(now -> now.term().number() > opened.term().number())
          .filter(now -> now.formed() || !now.seatsOf(own.node()).isEmpty())
          .isPresent();
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

  /** Starts this many agents and waits until all seats are taken. */
  MovingFixture(int firstPort, int count) throws Exception {
    this.firstPort = firstPort;
    for (int number = 1; number <= count; number++) {
      var _ = candidates.announce(candidate(number));
    }
    IntStream.rangeClosed(1, count).forEach(this::startWithoutWaiting);
    Deadline deadline = Deadline.in(GridFixture.OPEN_LIMIT);
    while (!deadline.over()
        && !(seated() == 3 && agents.values().stream().allMatch(Agent::isOpen))) {
      deadline.pause(50);
    }
  }

  private Candidate candidate(int number) {
    return new Candidate(
        "n" + number,
        "",
        "127.0.2." + number + ":" + firstPort,
        "127.0.2." + number + ":" + (firstPort + 20));
  }

  /** Starts one and waits until it has looked at the record. */
  void start(int number) {
    startWithoutWaiting(number);
    await(() -> agent(number).keeper.get().isPresent(), "agent " + number);
  }

  void startWithoutWaiting(int number) {
    Agent agent = new Agent(candidate(number));
    agents.put(number, agent);
    Thread.ofPlatform().daemon().name("agent-" + number).start(agent::open);
  }

  /** Ends it as SIGKILL would. */
  void kill(int number) {
    removed(number).end(false);
  }

  private Agent agent(int number) {
    return Objects.requireNonNull(agents.get(number));
  }

  private Agent removed(int number) {
    return Objects.requireNonNull(agents.remove(number));
  }

  void killAll() {
    List.copyOf(agents.keySet()).forEach(this::kill);
  }

  /** Ends it as SIGTERM would. */
  void stop(int number) {
    removed(number).end(true);
  }

  /** The host that leads now; waits for it. */
  SeatHost leading() {
    return agent(leadingAgent()).host.get().orElseThrow();
  }

  int leadingAgent() {
    await(() -> !leaders().isEmpty(), "a leader");
    return leaders().getFirst();
  }

  private List<Integer> leaders() {
    return agents.entrySet().stream()
        .filter(entry -> entry.getValue().host.get().filter(SeatHost::leads).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether the record says that exactly these agents have the seats, all of them taken. */
  boolean seatedOn(Integer... numbers) {
    List<String> wanted = Arrays.stream(numbers).map(number -> "n" + number).sorted().toList();
    return store
        .read()
        .filter(record -> record.formed() && seated() == record.seats().size())
        .map(record -> record.seats().stream().map(SeatRecord::node).sorted().toList())
        .filter(wanted::equals)
        .isPresent();
  }

  long seated() {
    return store.read().filter(TermRecord::formed).map(TermRecord::seats).orElse(List.of()).stream()
        .filter(seat -> seat.standing() == Standing.SEATED)
        .count();
  }

  boolean isOn(int number) {
    return !store.read().orElseThrow().seatsOf("n" + number).isEmpty();
  }

  /** The agent that has two seats. */
  int crowded() {
    return agents.keySet().stream()
        .filter(number -> store.read().orElseThrow().seatsOf("n" + number).size() == 2)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until {@code reached}, with a limit; what it waited for is told with the seats. */
  void await(BooleanSupplier reached, String what) {
    Deadline deadline = Deadline.in(GridFixture.OPEN_LIMIT);
    while (!reached.getAsBoolean()) {
      if (deadline.over()) {
        throw new AssertionError("not within the limit: " + what + ": " + text());
      }
      deadline.pause(20);
    }
  }

  String text() {
    return store.read().map(TermRecord::seats).orElse(List.of()).stream()
        .map(seat -> seat.node() + " " + seat.standing())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    new ArrayList<>(agents.keySet()).forEach(this::kill);
  }
}
