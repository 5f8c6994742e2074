package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.LedgerInvariants;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One consensus group: Raft with its logs in memory, as far as faults can tell the difference. Its
 * members are part of its log; a change of them counts from the moment on that it is appended.
 */
final class SimGroup {
  /** Hazelcast takes no member out of a group of two. */
  private static final int SIZE_MIN = 2;

  private final SimWorld world;
  private final TermId term;
  private final Map<Integer, SimReplica> replicas = new TreeMap<>();

  /** A group that begins with these members: nodes by seat id. */
  SimGroup(SimWorld world, TermId term, SortedMap<String, Integer> members) {
    this.world = world;
    this.term = term;
    members.forEach((id, node) -> replicas.put(node, SimReplica.first(id, members)));
  }

  TermId term() {
    return term;
  }

  boolean holds(int node) {
    return replicas.containsKey(node);
  }

  /** The id of the member on a node; empty without one. */
  String idOn(int node) {
    SimReplica replica = replicas.get(node);
    return replica == null ? "" : replica.id;
  }

  /** Whether the member on a node knows itself to be one. */
  boolean votes(int node) {
    SimReplica replica = replicas.get(node);
    return replica != null && replica.committedMembers().containsKey(replica.id);
  }

  /** The memory of a node is gone. */
  void lose(int node) {
    replicas.remove(node);
  }

  boolean leads(int node) {
    SimReplica replica = replicas.get(node);
    return replica != null && replica.leads;
  }

  /** A node that a node can talk to, and that leads as a majority confirms. */
  OptionalInt leaderFor(int node) {
    elect();
    return replicas.keySet().stream()
        .mapToInt(each -> each)
        .filter(each -> leads(each) && world.talk(node, each) && hasMajority(each))
        .findFirst();
  }

  /** The same; its absence is an error. */
  int requireLeader(int node) {
    return leaderFor(node).orElseThrow(() -> new TryLaterException("no seat leads"));
  }

  /** Somebody who can win an election stands for it; nothing where a leader has its majority. */
  void elect() {
    for (int node : replicas.keySet()) {
      if (leads(node) && hasMajority(node)) {
        heartbeat(node);
        return;
      }
    }
    List<Integer> order = new ArrayList<>(replicas.keySet());
    Collections.shuffle(order, world.random());
    for (int candidate : order) {
      if (world.acts(candidate) && wins(candidate)) {
        return;
      }
    }
  }

  /** Who hears of a later leader stops leading. */
  private void heartbeat(int leader) {
    SimReplica own = known(leader);
    for (SimReplica other : reached(leader)) {
      if (other != own) {
        other.leads = false;
        other.current = Math.max(other.current, own.current);
      }
    }
  }

  private boolean wins(int candidate) {
    SimReplica own = known(candidate);
    List<SimReplica> voters = reached(candidate).stream().filter(own::isNewerThan).toList();
    if (!own.members().containsKey(own.id) || voters.size() <= own.members().size() / 2) {
      return false;
    }
    long newest = voters.stream().mapToLong(voter -> voter.current).max().orElse(0);
    for (SimReplica voter : voters) {
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

  /** The members, as a node counts them, that it can talk to. */
  private List<SimReplica> reached(int from) {
    List<SimReplica> reached = new ArrayList<>();
    known(from)
        .members()
        .forEach((id, node) -> {
          if (idOn(node).equals(id) && world.talk(from, node)) {
            reached.add(known(node));
          }
        });
    return reached;
  }

  private boolean hasMajority(int leader) {
    SimReplica own = known(leader);
    long follow = reached(leader).stream().filter(other -> other.current <= own.current).count();
    return follow > own.members().size() / 2;
  }

  private SimReplica known(int node) {
    return Optional.ofNullable(replicas.get(node))
        .orElseThrow(() -> new TryLaterException("no replica"));
  }

  /** Replicates, and applies where a majority has it; the process may end at any point of it. */
  List<Outcome> commit(int leader, List<Command> commands) {
    return commit(leader, commands, known(leader).members());
  }

  private List<Outcome> commit(
      int leader, List<Command> commands, SortedMap<String, Integer> members) {
    SimReplica own = known(leader);
    if (!own.leads) {
      throw new TryLaterException("this seat does not lead");
    }
    Batch batch = new Batch(term, world.nowMs(leader), commands);
    own.append(new SimReplica.Entry(own.current, batch, members));
    world.mayCrash(leader);
    if (replicate(leader, own) <= members.size() / 2) {
      throw new IndeterminateException("no majority", new IllegalStateException("no majority"));
    }
    world.terms().committed(this);
    List<Outcome> outcomes = own.apply(own.end());
    world.mayCrash(leader);
    return outcomes;
  }

  /** How many members have the whole log of the leader now. */
  private int replicate(int leader, SimReplica own) {
    int acknowledged = 0;
    for (SimReplica follower : reached(leader)) {
      if (follower == own) {
        acknowledged++;
      } else if (!world.loses() && follower.current <= own.current) {
        follower.follow(own);
        acknowledged++;
        world.mayCrash(leader);
      }
    }
    return acknowledged;
  }

  /** Reads on a leader that a majority confirms. */
  Answer ask(int leader, Query query) {
    requireMajority(leader);
    return known(leader).ledger.ask(query);
  }

  /** Ids of the members with their nodes, as the members agreed on them. */
  SortedMap<String, Integer> voters(int leader) {
    requireMajority(leader);
    return known(leader).committedMembers();
  }

  private void requireMajority(int leader) {
    if (!leads(leader) || !hasMajority(leader)) {
      throw new TryLaterException("this seat does not lead");
    }
    if (!known(leader).isConfirmed()) {
      commit(leader, List.of());
    }
  }

  Answer askLocally(int node, Query query) {
    return known(node).ledger.ask(query);
  }

  /** Takes a member out. */
  void remove(int leader, String id) {
    commit(leader, List.of()); // a change waits until those before it are agreed
    SortedMap<String, Integer> fewer = new TreeMap<>(known(leader).members());
    if (fewer.size() <= SIZE_MIN) {
      throw new TryLaterException("a group of two is not made smaller");
    }
    if (fewer.remove(id) != null) {
      commit(leader, List.of(), fewer);
      known(leader).leads = fewer.containsKey(known(leader).id);
    }
  }

  /** Takes a member in; once it votes, it knows all that the leader knew. */
  void add(int leader, int node, String id) {
    if (!idOn(node).equals(id)) {
      replicas.put(node, SimReplica.empty(id));
    }
    commit(leader, List.of());
    SortedMap<String, Integer> more = new TreeMap<>(known(leader).members());
    if (more.size() < SimWorld.SEATS && more.putIfAbsent(id, node) == null) {
      commit(leader, List.of(), more);
      commit(leader, List.of()); // tells it that this is agreed
    }
  }

  /** Hands what leads here to another member. */
  void handOver(int node) {
    @Nullable SimReplica own = replicas.get(node);
    if (own != null) {
      own.leads = false;
    }
  }

  void checkInvariants() {
    replicas.values().forEach(replica -> LedgerInvariants.check(replica.ledger));
  }

  /** Whether those that live could commit again, if all of them could talk. */
  boolean canGoOn() {
    return replicas.values().stream().anyMatch(this::couldWin);
  }

  private boolean couldWin(SimReplica candidate) {
    SortedMap<String, Integer> members = candidate.members();
    long votes =
        members.entrySet().stream()
            .filter(one -> idOn(one.getValue()).equals(one.getKey()))
            .filter(one -> candidate.isNewerThan(known(one.getValue())))
            .count();
    return members.containsKey(candidate.id) && votes > members.size() / 2;
  }
}
