package io.gridpool.agent.sim;

import io.gridpool.grid.Candidate;
import io.gridpool.grid.Candidates;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The record of the term as the API server has it, and the groups of all terms. */
final class SimTerms {
  /** Groups of older terms live on, where their members do, but not for ever. */
  private static final int TERMS_KEPT = 4;

  private final SimWorld world;
  private final Map<String, SimGroup> groups = new TreeMap<>();
  private final Map<Integer, Long> waiting = new TreeMap<>();
  private @Nullable TermRecord record;
  private long version;
  private int groupsMade;
  private int idsMade;
  private long overNumber;

  SimTerms(SimWorld world) {
    this.world = world;
  }

  static int nodeOf(SeatRecord seat) {
    return Integer.parseInt(seat.node().substring(1));
  }

  static List<Integer> nodesOf(TermRecord record) {
    return record.seats().stream().map(SimTerms::nodeOf).toList();
  }

  String nextId() {
    return "seat-" + ++idsMade;
  }

  Optional<TermRecord> record() {
    return Optional.ofNullable(record);
  }

  List<SimGroup> groups() {
    return List.copyOf(groups.values());
  }

  @Nullable SimGroup group(TermId term) {
    return groups.get(term.group());
  }

  /** The memory of a node is gone, and nothing waits there. */
  void lose(int node) {
    waiting.remove(node);
    groups.values().forEach(group -> group.lose(node));
  }

  /** The group that the named seats of an unformed term have made; null when there is none. */
  @Nullable SimGroup forming(long number) {
    return groups.values().stream()
        .filter(group -> group.term().number() == number)
        .reduce((_, later) -> later)
        .orElse(null);
  }

  /** Whether no member of a forming group has ended: Hazelcast gives up when one does. */
  static boolean isWhole(SimGroup group, TermRecord record) {
    return nodesOf(record).stream().allMatch(group::holds);
  }

  /** A seat waits for the others; who is the last makes the group. */
  void form(TermRecord unformed, int node) {
    long number = unformed.term().number();
    waiting.put(node, number);
    List<Integer> seats = nodesOf(unformed);
    boolean all =
        seats.stream()
            .allMatch(one ->
                Long.valueOf(number).equals(waiting.get(one))
                    && seats.stream().allMatch(other -> world.talk(one, other)));
    if (all) {
      Optional.ofNullable(forming(number))
          .ifPresent(before -> groups.remove(before.term().group()));
      TermId id = new TermId(number, String.format("g%06d", ++groupsMade));
      SortedMap<String, Integer> members = new TreeMap<>();
      seats.forEach(seat -> members.put(nextId(), seat));
      groups.put(id.group(), new SimGroup(world, id, members));
    }
  }

  /** A majority has something: that of a term that is over never may. */
  void committed(SimGroup group) {
    if (group.term().number() <= overNumber) {
      throw new AssertionError(group.term() + " commits, though it was proven over: " + record);
    }
  }

  /** Those that have announced themselves: all that run, some of them a little later. */
  Candidates candidatesFor(int node) {
    return new Candidates() {
      @Override
      public List<Candidate> list() {
        world.requireApi(node);
        return IntStream.range(0, SimWorld.NODES)
            .filter(_ -> world.isCalm() || world.chance(0.8))
            .mapToObj(SimTerms::candidate)
            .toList();
      }

      @Override
      public boolean announce(Candidate own) {
        return true;
      }

      @Override
      public void withdraw(Candidate one) {}

      @Override
      public boolean answers(Candidate candidate) {
        return world.talk(node, Integer.parseInt(candidate.node().substring(1)));
      }
    };
  }

  private static Candidate candidate(int node) {
    String host = "10.9.0." + node;
    return new Candidate("n" + node, "", host + ":5701", host + ":5711");
  }

  TermStore storeOf(int node) {
    return new TermStore() {
      @Override
      public Optional<TermRecord> read() {
        world.requireApi(node);
        return record();
      }

      @Override
      public TermRecord createIfAbsent(TermRecord first) {
        world.requireApi(node);
        TermRecord standing = record;
        return standing == null ? stored(first) : standing;
      }

      @Override
      public Optional<TermRecord> replace(TermRecord changed) {
        world.requireApi(node);
        world.mayCrash(node);
        TermRecord standing = record;
        if (standing == null || !standing.version().equals(changed.version())) {
          return Optional.empty();
        }
        TermRecord written = stored(changed);
        world.mayCrash(node);
        if (world.loses()) {
          throw new IndeterminateException("no answer", new IllegalStateException("lost"));
        }
        return Optional.of(written);
      }
    };
  }

  private TermRecord stored(TermRecord changed) {
    TermRecord before = record;
    version++;
    TermRecord written = changed.stored("" + version);
    record = written;
    world.tell("record: " + brief(written));
    if (before != null && before.formed() && !written.formed()) {
      overNumber = before.term().number();
      requireOver(before);
    }
    groups.values().removeIf(group -> group.term().number() <= overNumber - TERMS_KEPT);
    return written;
  }

  /** The evidence says that the group can never go on, even if all that live could talk. */
  private void requireOver(TermRecord before) {
    SimGroup group = group(before.term());
    if (group != null && group.canGoOn()) {
      throw new AssertionError("can go on, though it is given up: " + brief(before));
    }
  }

  private static String brief(TermRecord record) {
    return record.term()
        + (record.formed() ? " " : " unformed ")
        + record.seats().stream()
            .map(seat -> seat.node() + " " + seat.standing() + " " + seat.seatId())
            .toList();
  }
}
