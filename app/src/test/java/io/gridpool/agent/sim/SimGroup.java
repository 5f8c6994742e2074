package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.LedgerInvariants;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One consensus group: Raft with its logs in memory, as far as faults can tell the difference. */
final class SimGroup {
  private static final int LOG_MAX = 60;

  private final SimWorld world;
  private final TermId term;
  private final TreeSet<Integer> members = new TreeSet<>();
  private final Map<Integer, Replica> replicas = new TreeMap<>();

  private record Entry(long raftTerm, Batch batch) {}

  /** What one member keeps in its memory. */
  private static final class Replica {
    private Ledger ledger = new Ledger();
    private final List<Entry> log = new ArrayList<>();
    private int base;
    private int applied;
    private long current;
    private long last;
    private boolean leads;

    int end() {
      return base + log.size();
    }
  }

  SimGroup(SimWorld world, TermId term, List<Integer> nodes) {
    this.world = world;
    this.term = term;
    members.addAll(nodes);
    nodes.forEach(node -> replicas.put(node, new Replica()));
  }

  TermId term() {
    return term;
  }

  boolean holds(int node) {
    return replicas.containsKey(node);
  }

  boolean isMember(int node) {
    return members.contains(node);
  }

  /** The memory of a node is gone. */
  void lose(int node) {
    replicas.remove(node);
  }

  boolean leads(int node) {
    Replica replica = replicas.get(node);
    return replica != null && replica.leads;
  }

  /** Somebody who can win an election stands for it; nothing where a leader has its majority. */
  void elect() {
    for (int node : replicas.keySet()) {
      if (leads(node) && followers(node) > half()) {
        heartbeat(node);
        return;
      }
    }
    List<Integer> order = new ArrayList<>(replicas.keySet());
    java.util.Collections.shuffle(order, world.random());
    for (int candidate : order) {
      if (world.acts(candidate) && members.contains(candidate) && wins(candidate)) {
        return;
      }
    }
  }

  /** Who hears of a later leader stops leading. */
  private void heartbeat(int leader) {
    Replica own = replicas.get(leader);
    for (int node : members) {
      Replica other = replicas.get(node);
      if (own != null && other != null && other != own && world.talk(leader, node)) {
        other.leads = false;
        other.current = Math.max(other.current, own.current);
      }
    }
  }

  private boolean wins(int candidate) {
    Replica own = replicas.get(candidate);
    List<Replica> voters = new ArrayList<>();
    long newest = 0;
    for (int node : members) {
      Replica voter = replicas.get(node);
      if (own != null && voter != null && world.talk(candidate, node) && behind(voter, own)) {
        voters.add(voter);
        newest = Math.max(newest, voter.current);
      }
    }
    if (own == null || voters.size() <= half()) {
      return false;
    }
    for (Replica voter : voters) {
      voter.current = newest + 1;
      voter.leads = false;
    }
    own.leads = true;
    try {
      commit(candidate, List.of());
    } catch (IndeterminateException | TryLaterException e) {
      // It leads, and commits what came before with its first entry that a majority has.
    }
    return true;
  }

  private static boolean behind(Replica voter, Replica candidate) {
    return voter == candidate
        || (candidate != null
            && (voter.last < candidate.last
                || (voter.last == candidate.last && voter.end() <= candidate.end())));
  }

  private int half() {
    return members.size() / 2;
  }

  private long currentOf(int node) {
    Replica replica = replicas.get(node);
    return replica == null ? Long.MAX_VALUE : replica.current;
  }

  private long followers(int leader) {
    Replica own = replicas.get(leader);
    return members.stream()
        .filter(node -> replicas.containsKey(node) && world.talk(leader, node))
        .filter(node -> own != null && currentOf(node) <= own.current)
        .count();
  }

  /** Replicates, and applies where a majority has it; the process may end at any point of it. */
  List<Outcome> commit(int leader, List<Command> commands) {
    Replica own = replicas.get(leader);
    if (own == null || !own.leads) {
      throw new TryLaterException("this seat does not lead");
    }
    own.log.add(new Entry(own.current, new Batch(term, world.nowMs(leader), commands)));
    own.last = own.current;
    world.mayCrash(leader);
    int acknowledged = 0;
    for (int node : List.copyOf(members)) {
      boolean reached = node == leader || (world.talk(leader, node) && !world.loses());
      Replica follower = replicas.get(node);
      if (reached && follower != null && follower.current <= own.current) {
        replicate(own, follower);
        acknowledged++;
        world.mayCrash(leader);
      }
    }
    if (acknowledged <= half()) {
      throw new IndeterminateException("no majority", new IllegalStateException("no majority"));
    }
    world.committed(this, commands);
    List<Outcome> outcomes = apply(own, own.end());
    world.mayCrash(leader);
    return outcomes;
  }

  private static void replicate(Replica leader, Replica follower) {
    if (follower == leader) {
      return;
    }
    follower.leads = false;
    follower.current = leader.current;
    if (follower.applied < leader.base) {
      follower.ledger = copy(leader.ledger);
      follower.base = leader.applied;
      follower.applied = leader.applied;
      follower.log.clear();
    } else {
      follower
          .log
          .subList(
              Math.min(follower.applied - follower.base, follower.log.size()), follower.log.size())
          .clear();
    }
    apply(follower, Math.min(leader.applied, follower.end()));
    for (int at = follower.end(); at < leader.end(); at++) {
      follower.log.add(leader.log.get(at - leader.base));
    }
    apply(follower, leader.applied);
    follower.last = leader.last;
  }

  private static List<Outcome> apply(Replica replica, int to) {
    List<Outcome> outcomes = List.of();
    while (replica.applied < to) {
      outcomes =
          replica.ledger.apply(
              replica.applied, replica.log.get(replica.applied - replica.base).batch());
      replica.applied++;
    }
    if (replica.log.size() > LOG_MAX) {
      replica.log.subList(0, replica.applied - replica.base).clear();
      replica.base = replica.applied;
    }
    return outcomes;
  }

  private static Ledger copy(Ledger of) {
    return FrozenLedger.decode(of.freeze().encode()).thaw();
  }

  /** Reads on a leader that a majority confirms. */
  Answer ask(int leader, Query query) {
    Replica own = replicas.get(leader);
    if (own == null || !own.leads || followers(leader) <= half()) {
      throw new TryLaterException("this seat does not lead");
    }
    return own.ledger.ask(query);
  }

  Answer askLocally(int node, Query query) {
    return Optional.ofNullable(replicas.get(node))
        .orElseThrow(() -> new TryLaterException("no replica"))
        .ledger
        .ask(query);
  }

  /** Takes a member out, by a majority of those that are in. */
  void remove(int leader, int node) {
    commit(leader, List.of());
    members.remove(node);
    replicas.remove(node);
  }

  /** Takes a member in, with all that the leader knows. */
  void add(int leader, int node) {
    commit(leader, List.of());
    members.add(node);
    Replica fresh = new Replica();
    fresh.applied = -1;
    Replica own = replicas.get(leader);
    if (own == null) {
      throw new TryLaterException("this seat does not lead");
    }
    replicate(own, fresh);
    replicas.put(node, fresh);
  }

  /** Hands what leads here to another member. */
  void handOver(int node) {
    Replica own = replicas.get(node);
    if (own != null) {
      own.leads = false;
    }
  }

  void checkInvariants() {
    replicas.values().forEach(replica -> LedgerInvariants.check(replica.ledger));
  }
}
