package io.gridpool.grid.raft;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftNodeLifecycleAwareService;
import com.hazelcast.cp.internal.raft.SnapshotAwareService;
import com.hazelcast.internal.services.ManagedService;
import com.hazelcast.spi.impl.NodeEngine;
import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.LedgerInvariants;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as a CP structure of our own: one per member, registered before the member starts.
 *
 * <p>Thread: {@link #apply}, {@link #read} and the snapshots of one group run on one Raft thread,
 * so a replica needs no lock; {@link #appliedIndex} and {@link #awaitApplied} serve any thread.
 *
 * <p>Errors: anything thrown by the ledger, or a snapshot that cannot be restored, ends the process
 * through {@link Halt}, because a replica that skipped an entry is silently different for ever.
 *
 * <p>Source: Hazelcast 5.4.0 {@code NodeEngineRaftIntegration}, {@code RaftAtomicValueService}.
 */
public final class LedgerService
    implements ManagedService,
        SnapshotAwareService<LedgerSnapshotData>,
        RaftNodeLifecycleAwareService {
  /** Name under which members find the service. */
  public static final String NAME = "gridpool:ledger";

  /** Name of the consensus group that holds the ledger. */
  public static final String GROUP = "ipam";

  // By the whole id (name, seed, id), never by name: a group made again is another ledger.
  private final ConcurrentMap<CPGroupId, Replica> replicas = new ConcurrentHashMap<>();
  private final Set<CPGroupId> ended = ConcurrentHashMap.newKeySet();
  private final Bell bell = new Bell();
  private final Halt halt;
  private final int reads;

  /** A service that ends the process through {@code halt} when a replica breaks. */
  public LedgerService(Halt halt) {
    this(halt, LedgerCodec.LEVEL_NEWEST);
  }

  /** The same as of a program whose newest level is {@code reads}. */
  public LedgerService(Halt halt, int reads) {
    this.halt = halt;
    this.reads = reads;
  }

  /** Applies one committed entry; runs on the Raft thread of the group. */
  List<Outcome> apply(CPGroupId group, long index, ApplyOp entry) {
    try {
      Batch batch = entry.batch(reads);
      List<Outcome> outcomes = of(group).apply(index, batch);
      bell.ring();
      return outcomes;
    } catch (Throwable broken) {
      // The entry is committed whatever we throw; going on without it would fork this replica.
      halt.halt("entry " + index + " of " + group + " broke the ledger", broken);
      throw new IllegalStateException("the ledger of " + group + " is broken", broken);
    }
  }

  /** The ledger of a group; Raft thread only. */
  Ledger read(CPGroupId group) {
    return of(group).ledger();
  }

  /** Index of the last entry applied here; 0 without a replica. */
  public long appliedIndex(CPGroupId group) {
    Replica replica = replicas.get(group);
    return replica == null ? 0 : replica.appliedIndex();
  }

  /** The level in force in the replica here; the first one without a replica. */
  public int level(CPGroupId group) {
    Replica replica = replicas.get(group);
    return replica == null ? LedgerCodec.LEVEL_FIRST : replica.level();
  }

  /**
   * Waits until an entry after {@code index} was applied here, {@code limitMs} at most; answers the
   * index applied by then.
   */
  public long awaitApplied(CPGroupId group, long index, long limitMs) throws InterruptedException {
    bell.await(() -> appliedIndex(group) > index, limitMs);
    return appliedIndex(group);
  }

  /**
   * The state by reference, cheap. An untouched ledger gives an empty snapshot and not null: null
   * restores nothing, so a late follower would apply the rest of the log to no base at all.
   */
  @Override
  public @Nullable LedgerSnapshotData takeSnapshot(CPGroupId group, long index) {
    if (!group.getName().equals(GROUP)) {
      return null; // Hazelcast asks for every group, its own ones too; they hold no ledger.
    }
    Replica replica = of(group);
    requireWhole(replica);
    return LedgerSnapshotData.taken(replica.ledger().freeze(), replica.appliedIndex());
  }

  /** A replica whose numbers do not add up must not become the base of others. */
  private void requireWhole(Replica replica) {
    try {
      LedgerInvariants.checkCounts(replica.ledger());
    } catch (BrokenInvariantException broken) {
      halt.halt("the ledger's invariants do not hold", broken);
      throw broken;
    }
  }

  @Override
  public void restoreSnapshot(CPGroupId group, long index, LedgerSnapshotData snapshot) {
    try {
      replicas.put(group, snapshot.restore(reads));
      bell.ring();
    } catch (Throwable broken) {
      // Hazelcast only logs what is thrown here and then applies the log to the wrong base.
      halt.halt("snapshot " + index + " of " + group + " cannot be restored", broken);
    }
  }

  @Override
  public void onRaftNodeTerminated(CPGroupId group) {
    ended.add(group); // destroyed for good: a late entry must not start an empty ledger
    replicas.remove(group);
  }

  @Override
  public void onRaftNodeSteppedDown(CPGroupId group) {
    replicas.remove(group); // this seat left the group and may come back with a fresh copy
  }

  @Override
  public void init(NodeEngine engine, Properties properties) {}

  /**
   * Keeps everything: a member that loses a split-brain merge is reset while its Raft node goes on,
   * so clearing here would empty live replicas without an error anywhere.
   */
  @Override
  public void reset() {}

  /**
   * Keeps everything: a Raft thread may still be applying and would answer from an empty ledger.
   */
  @Override
  public void shutdown(boolean terminate) {}

  private Replica of(CPGroupId group) {
    if (ended.contains(group)) {
      throw new IllegalStateException(group + " has ended");
    }
    return replicas.computeIfAbsent(group, fresh -> new Replica(new Ledger(), 0));
  }
}
