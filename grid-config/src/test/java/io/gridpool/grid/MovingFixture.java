package io.gridpool.grid;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.codec.LedgerCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Agents on loopback addresses whose seats move: each as its own process would run it. */
final class MovingFixture implements AutoCloseable {
  static final Duration SEAT_LOST = Duration.ofSeconds(2);

  /**
   * Room for a term that does not form at first and is named anew, and for seats that move then.
   */
  private static final Duration SETTLED_LIMIT = Duration.ofMinutes(3);

  final MemoryTermStore store = new MemoryTermStore();
  final Announced candidates = new Announced();
  private final int firstPort;
  private final Map<Integer, MovingAgent> agents = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> reads = new ConcurrentHashMap<>();

  private final Map<String, TermRecord> disks = new ConcurrentHashMap<>();

  /** Why replicas broke. */
  final List<String> halts = new CopyOnWriteArrayList<>();

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
        all.removeIf(one -> one.node().equals(own.node()));
        all.add(own);
      }
      return true;
    }
  }

  /** The disk of a node, which outlives its agents. */
  RecordMemory memoryOf(String node) {
    return new RecordMemory() {
      @Override
      public Optional<TermRecord> load() {
        return Optional.ofNullable(disks.get(node));
      }

      @Override
      public void keep(TermRecord newest) {
        disks.put(node, newest);
      }
    };
  }

  /** Starts this many agents and waits until all seats are taken. */
  MovingFixture(int firstPort, int count) throws Exception {
    this(firstPort, count, LedgerCodec.LEVEL_NEWEST);
  }

  /** The same with agents that read up to this level, as programs of that level do. */
  MovingFixture(int firstPort, int count, int level) throws Exception {
    this.firstPort = firstPort;
    IntStream.rangeClosed(1, count).forEach(number -> reads.put(number, level));
    for (int number = 1; number <= count; number++) {
      var _ = candidates.announce(candidate(number));
    }
    IntStream.rangeClosed(1, count).forEach(this::startWithoutWaiting);
    Deadline deadline = Deadline.in(GridFixture.OPEN_LIMIT);
    while (!deadline.over()
        && !(seated() == 3 && agents.values().stream().allMatch(MovingAgent::isOpen))) {
      deadline.pause(50);
    }
  }

  private Candidate candidate(int number) {
    return new Candidate(
        "n" + number,
        "",
        "127.0.2." + number + ":" + firstPort,
        "127.0.2." + number + ":" + (firstPort + 20),
        reads.getOrDefault(number, LedgerCodec.LEVEL_NEWEST));
  }

  GridSettings settings(int level) {
    GridSettings like = GridFixture.settings(GridFixture.KEYS);
    return new GridSettings(
        like.clusterName(),
        like.cpMemberCount(),
        like.keys(),
        like.tuning(),
        (reason, cause) -> halts.add(reason + ": " + cause.getMessage()),
        level,
        like.door());
  }

  /** Stops one in order and starts a program of another level in its place. */
  void replace(int number, int level) {
    stop(number);
    reads.put(number, level);
    start(number);
  }

  /** Starts one and waits until it has looked at the record. */
  void start(int number) {
    startWithoutWaiting(number);
    await(() -> agent(number).keeper.get().isPresent(), "agent " + number);
  }

  void startWithoutWaiting(int number) {
    MovingAgent agent = new MovingAgent(this, candidate(number));
    agents.put(number, agent);
    Thread.ofPlatform().daemon().name("agent-" + number).start(agent::open);
  }

  /** Ends it as SIGKILL would. */
  void kill(int number) {
    removed(number).end(false);
  }

  private MovingAgent agent(int number) {
    return Objects.requireNonNull(agents.get(number));
  }

  private MovingAgent removed(int number) {
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
    List<SeatHost> found = new ArrayList<>();
    await(
        () ->
            found.addAll(
                agents.values().stream()
                    .flatMap(agent -> agent.host.get().stream())
                    .filter(SeatHost::leads)
                    .toList()),
        "a leader");
    return found.getFirst();
  }

  int leadingAgent() {
    List<Integer> found = new ArrayList<>();
    await(() -> found.addAll(leaders()), "a leader");
    return found.getFirst();
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

  /**
   * Whether these agents have the seats, hold them, and know the record that says so: what they
   * would remember when the store goes back in time now.
   */
  boolean settledOn(Integer... numbers) {
    Optional<TermRecord> now = store.read();
    return seatedOn(numbers)
        && Arrays.stream(numbers)
            .allMatch(number ->
                agent(number).host.get().isPresent()
                    && Optional.ofNullable(disks.get("n" + number)).equals(now));
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
    Deadline deadline = Deadline.in(SETTLED_LIMIT);
    while (!reached.getAsBoolean()) {
      if (deadline.over()) {
        throw new AssertionError("not within the limit: " + what + ": " + text());
      }
      deadline.pause(20);
    }
  }

  String text() {
    return store.read().map(MovingFixture::text).orElse("no term");
  }

  private static String text(TermRecord now) {
    String seats =
        now.seats().stream()
            .map(seat -> seat.node() + " " + seat.standing())
            .collect(Collectors.joining(", "));
    return "term " + now.term().number() + (now.formed() ? ": " : " not formed: ") + seats;
  }

  @Override
  public void close() {
    new ArrayList<>(agents.keySet()).forEach(this::kill);
  }
}
