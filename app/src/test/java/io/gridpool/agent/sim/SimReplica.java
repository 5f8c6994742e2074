package io.gridpool.agent.sim;

import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one member of a consensus group keeps in its memory. */
final class SimReplica {
  private static final int LOG_MAX = 60;

  /**
   * One entry.
   *
   * @param members of the group from this entry on, by seat id, with their nodes
   */
  record Entry(long raftTerm, Batch batch, SortedMap<String, Integer> members) {}

  final String id;
  Ledger ledger = new Ledger();
  long current;
  boolean leads;
  private final List<Entry> log = new ArrayList<>();
  private SortedMap<String, Integer> baseMembers;
  private long last;
  private int base;
  private int applied;
  private long appliedTerm;

  private SimReplica(String id, SortedMap<String, Integer> members, int applied) {
    this.id = id;
    this.baseMembers = members;
    this.applied = applied;
  }

  /** Of a group that begins. */
  static SimReplica first(String id, SortedMap<String, Integer> members) {
    return new SimReplica(id, members, 0);
  }

  /** Of a member that knows nothing yet. */
  static SimReplica empty(String id) {
    return new SimReplica(id, new TreeMap<>(), -1);
  }

  /** The members by the newest entry, committed or not: that is what Raft counts. */
  SortedMap<String, Integer> members() {
    return log.isEmpty() ? baseMembers : log.getLast().members();
  }

  /** The members by what is certainly agreed. */
  SortedMap<String, Integer> committedMembers() {
    return applied <= base ? baseMembers : log.get(applied - base - 1).members();
  }

  /** Whether this one would be elected by the other. */
  boolean isNewerThan(SimReplica voter) {
    return voter.last < last || (voter.last == last && voter.end() <= end());
  }

  /** Whether an entry of its own time as a leader is agreed; before, it may know less than was. */
  boolean isConfirmed() {
    return leads && appliedTerm == current;
  }

  void append(Entry entry) {
    log.add(entry);
    last = entry.raftTerm();
  }

  int end() {
    return base + log.size();
  }

  /** Takes over what the leader has; what it has not is forgotten. */
  void follow(SimReplica leader) {
    leads = false;
    current = leader.current;
    if (applied < leader.base) {
      ledger = copy(leader.ledger);
      base = leader.applied;
      applied = leader.applied;
      appliedTerm = leader.appliedTerm;
      baseMembers = leader.committedMembers();
      log.clear();
    } else {
      log.subList(Math.min(applied - base, log.size()), log.size()).clear();
    }
    apply(Math.min(leader.applied, end()));
    for (int at = end(); at < leader.end(); at++) {
      log.add(leader.log.get(at - leader.base));
    }
    apply(leader.applied);
    last = leader.last;
  }

  /** Applies entries up to an index; answers the outcomes of the last. */
  List<Outcome> apply(int to) {
    List<Outcome> outcomes = List.of();
    while (applied < to) {
      Entry entry = log.get(applied - base);
      outcomes = ledger.apply(applied, entry.batch());
      appliedTerm = entry.raftTerm();
      applied++;
    }
    if (log.size() > LOG_MAX) {
      baseMembers = committedMembers();
      log.subList(0, applied - base).clear();
      base = applied;
    }
    return outcomes;
  }

  private static Ledger copy(Ledger of) {
    return FrozenLedger.decode(of.freeze().encode()).thaw();
  }
}
