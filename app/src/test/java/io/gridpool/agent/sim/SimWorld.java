package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.TermId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What agents share: time, luck, cables, machines, the API server and the groups of the terms. */
final class SimWorld {
  static final int NODES = 4;
  static final int SEATS = 3;

  private final Random random;
  final Mutant mutant;
  private final boolean[] powered = new boolean[NODES];
  private final boolean[] frozen = new boolean[NODES];
  private final boolean[] process = new boolean[NODES];
  private final boolean[][] cut = new boolean[NODES][NODES];
  private final boolean[] cutFromApi = new boolean[NODES];
  private final Set<Integer> fenced = new TreeSet<>();
  private final Map<String, SimGroup> groups = new TreeMap<>();
  final Map<EndpointKey, PodFacts> pods = new TreeMap<>(SimWorld::byName);
  final Map<EndpointKey, Endpoint> mirror = new TreeMap<>(SimWorld::byName);
  private @Nullable TermRecord record;
  private long version;
  private boolean apiAway;
  private int groupsMade;
  private int idsMade;
  private IntConsumer ends = _ -> {};
  private boolean calm = true;
  private long formedNumber;
  private long clockMs = 1_000_000;
  private final List<String> story = new ArrayList<>();

  SimWorld(Random random, Mutant mutant) {
    this.random = random;
    this.mutant = mutant;
    java.util.Arrays.fill(powered, true);
  }

  /** A process that ends right here. */
  static final class Crashed extends RuntimeException {
    final int node;

    Crashed(int node) {
      super("the process of node " + node + " ended");
      this.node = node;
    }
  }

  static int byName(EndpointKey one, EndpointKey other) {
    return one.toString().compareTo(other.toString());
  }

  Random random() {
    return random;
  }

  boolean chance(double of) {
    return random.nextDouble() < of;
  }

  void tell(String what) {
    story.add(clockMs + " " + what);
    if (story.size() > 400) {
      story.removeFirst();
    }
  }

  List<String> story() {
    return story;
  }

  void pass(long ms) {
    clockMs += ms;
  }

  long nowMs(int node) {
    return clockMs + node * 700L;
  }

  long clockMs() {
    return clockMs;
  }

  void setCalm(boolean calm) {
    this.calm = calm;
  }

  void mayCrash(int node) {
    if (!calm && chance(0.004)) {
      throw new Crashed(node);
    }
  }

  boolean loses() {
    return !calm && chance(0.02);
  }

  boolean isPowered(int node) {
    return powered[node];
  }

  void setPowered(int node, boolean on) {
    powered[node] = on;
  }

  void setFrozen(int node, boolean on) {
    frozen[node] = on;
  }

  void setProcess(int node, boolean runs) {
    process[node] = runs;
  }

  void setCut(int from, int to, boolean on) {
    cut[from][to] = on;
  }

  void setCutFromApi(int node, boolean on) {
    cutFromApi[node] = on;
  }

  void setApiAway(boolean away) {
    apiAway = away;
  }

  void fence(int node, boolean on) {
    if (on) {
      fenced.add(node);
    } else {
      fenced.remove(node);
    }
  }

  boolean isFenced(int node) {
    return fenced.contains(node);
  }

  boolean acts(int node) {
    return powered[node] && process[node] && !frozen[node];
  }

  boolean isFrozen(int node) {
    return frozen[node];
  }

  /** Whether two processes can ask and answer each other. */
  boolean talk(int one, int other) {
    return acts(one) && acts(other) && (one == other || (!cut[one][other] && !cut[other][one]));
  }

  boolean reachesApi(int node) {
    return !apiAway && !cutFromApi[node];
  }

  void requireApi(int node) {
    if (!reachesApi(node)) {
      throw new TryLaterException("the API server does not answer");
    }
  }

  /** The group that the named seats of an unformed term have made; null when there is none. */
  @Nullable SimGroup forming(long number) {
    return groups.values().stream()
        .filter(group -> group.term().number() == number)
        .reduce((_, later) -> later)
        .orElse(null);
  }

  /** Whether no member of a forming group has ended: Hazelcast gives up when one does. */
  boolean isWhole(SimGroup group) {
    return IntStream.range(0, SEATS).allMatch(group::holds);
  }

  void form(TermRecord unformed) {
    boolean all =
        IntStream.range(0, SEATS)
            .allMatch(one -> IntStream.range(0, SEATS).allMatch(other -> talk(one, other)));
    SimGroup before = forming(unformed.term().number());
    if (all && seatsWait(unformed)) {
      if (before != null) {
        IntStream.range(0, SEATS).forEach(before::lose);
        groups.remove(before.term().group());
      }
      TermId id = new TermId(unformed.term().number(), String.format("g%06d", ++groupsMade));
      groups.put(id.group(), new SimGroup(this, id, List.of(0, 1, 2)));
    }
  }

  /** Whether no seat still takes part in another term. */
  private boolean seatsWait(TermRecord unformed) {
    return groups.values().stream()
        .filter(group -> group.term().number() != unformed.term().number())
        .noneMatch(group -> IntStream.range(0, SEATS).anyMatch(group::holds));
  }

  String nextId() {
    return "seat-" + ++idsMade;
  }

  void endProcess(int node) {
    ends.accept(node);
  }

  void onEnd(IntConsumer ends) {
    this.ends = ends;
  }

  @Nullable SimGroup group(TermId term) {
    return groups.get(term.group());
  }

  List<SimGroup> groups() {
    return List.copyOf(groups.values());
  }

  /** A majority has these: nobody may go on with an older term by now. */
  void committed(SimGroup group, List<Command> commands) {
    if (!commands.isEmpty() && group.term().number() < formedNumber) {
      throw new AssertionError(
          group.term()
              + " commits "
              + commands.getFirst()
              + ", term "
              + formedNumber
              + " has formed");
    }
  }

  Fencing fencing() {
    return node -> fenced.contains(Integer.parseInt(node.substring(1)));
  }

  Optional<TermRecord> record() {
    return Optional.ofNullable(record);
  }

  TermStore storeOf(int node) {
    return new TermStore() {
      @Override
      public Optional<TermRecord> read() {
        requireApi(node);
        return Optional.ofNullable(record);
      }

      @Override
      public TermRecord createIfAbsent(TermRecord first) {
        requireApi(node);
        TermRecord standing = record;
        return standing == null ? stored(first) : standing;
      }

      @Override
      public Optional<TermRecord> replace(TermRecord changed) {
        requireApi(node);
        mayCrash(node);
        TermRecord standing = record;
        if (standing == null || !standing.version().equals(changed.version())) {
          return Optional.empty();
        }
        TermRecord written = stored(changed);
        mayCrash(node);
        if (loses()) {
          throw new IndeterminateException("no answer", new IllegalStateException("lost"));
        }
        return Optional.of(written);
      }
    };
  }

  private TermRecord stored(TermRecord changed) {
    version++;
    TermRecord written = changed.stored("" + version);
    record = written;
    if (written.formed()) {
      formedNumber = written.term().number();
      groups.values().removeIf(group -> group.term().number() < formedNumber - 1);
    }
    return written;
  }
}
