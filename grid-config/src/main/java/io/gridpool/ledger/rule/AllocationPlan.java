package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.EarlyReuse;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.WantRefusal;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.pool.PoolBook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a pod will get, decided for all wants before anything is taken.
 *
 * <p>Order for each want: an address that this very endpoint freed and that still rests; then the
 * first candidate pool with a free one, from its cursor on; then, nothing else being free, the
 * longest rest of the first candidate pool that has one.
 */
final class AllocationPlan {
  private final PoolBook pools;
  private final long owner;
  private final long nowMs;
  private final List<Pick> picks = new ArrayList<>();
  private final List<WantRefusal> refusals = new ArrayList<>();

  private enum Kind {
    FREE,
    OWN_REST,
    EARLY
  }

  private record Pick(Want want, Pool pool, int slot, Kind kind) {}

  /** A plan for the endpoint whose key has the number {@code owner}. */
  AllocationPlan(PoolBook pools, long owner, long nowMs) {
    this.pools = pools;
    this.owner = owner;
    this.nowMs = nowMs;
  }

  /** The wants that no pool can meet. */
  List<WantRefusal> refusals() {
    return refusals;
  }

  /** Plans one more address. */
  void add(Want want) {
    List<Pool> usable = usablePools(want);
    for (Pool pool : usable) {
      pool.settle(nowMs);
    }
    Pick pick = ownRest(want, usable);
    pick = pick != null ? pick : free(want, usable);
    pick = pick != null ? pick : early(want, usable);
    if (pick != null) {
      picks.add(pick);
    } else {
      refusals.add(new WantRefusal(want.nic(), want.family(), reasons(want)));
    }
  }

  private List<Pool> usablePools(Want want) {
    List<Pool> usable = new ArrayList<>(want.pools().size());
    for (String name : want.pools()) {
      Pool pool = pools.find(name);
      if (pool != null && !pool.spec().disabled() && pool.spec().family() == want.family()) {
        usable.add(pool);
      }
    }
    return usable;
  }

  private @Nullable Pick ownRest(Want want, List<Pool> usable) {
    for (Pool pool : usable) {
      int slot = pool.restOf(owner, candidate -> isPlanned(pool, candidate), nowMs);
      if (slot >= 0) {
        return new Pick(want, pool, slot, Kind.OWN_REST);
      }
    }
    return null;
  }

  private @Nullable Pick free(Want want, List<Pool> usable) {
    for (Pool pool : usable) {
      int slot = pool.nextFree(cursorOf(pool), candidate -> isPlanned(pool, candidate), nowMs);
      if (slot >= 0) {
        return new Pick(want, pool, slot, Kind.FREE);
      }
    }
    return null;
  }

  private @Nullable Pick early(Want want, List<Pool> usable) {
    for (Pool pool : usable) {
      int slot = pool.oldestRest(candidate -> isPlanned(pool, candidate), nowMs);
      if (slot >= 0) {
        return new Pick(want, pool, slot, Kind.EARLY);
      }
    }
    return null;
  }

  private boolean isPlanned(Pool pool, int slot) {
    for (Pick pick : picks) {
      if (pick.pool == pool && pick.slot == slot) {
        return true;
      }
    }
    return false;
  }

  /** Where the pool's cursor will stand once the plan is carried out so far. */
  private int cursorOf(Pool pool) {
    for (Pick pick : picks.reversed()) {
      if (pick.pool == pool && pick.kind == Kind.FREE) {
        return pick.slot + 1 < pool.space().slots() ? pick.slot + 1 : 0;
      }
    }
    return pool.cursor();
  }

  private List<PoolRefusal> reasons(Want want) {
    List<PoolRefusal> reasons = new ArrayList<>();
    for (String name : want.pools()) {
      Pool pool = pools.find(name);
      reasons.add(
          pool == null
              ? new PoolRefusal(name, PoolRefusal.Reason.UNKNOWN, 0, 0)
              : new PoolRefusal(name, reason(pool, want), pool.space().total(), pool.leased()));
    }
    return reasons;
  }

  private static PoolRefusal.Reason reason(Pool pool, Want want) {
    if (pool.spec().family() != want.family()) {
      return PoolRefusal.Reason.WRONG_FAMILY;
    }
    return pool.spec().disabled() ? PoolRefusal.Reason.DISABLED : PoolRefusal.Reason.EXHAUSTED;
  }

  /** Takes what was planned: adds the leases in the order of the wants, and the rests cut short. */
  void carryOut(List<NicLease> leases, List<EarlyReuse> earlyReuses, long revision) {
    for (Pick pick : picks) {
      Pool pool = pick.pool;
      Address address = pool.space().addressOf(pick.slot);
      if (pick.kind == Kind.FREE) {
        pool.lease(pick.slot);
      } else {
        long leftMs = pool.leaseFromRest(pick.slot, owner, nowMs);
        if (pick.kind == Kind.EARLY) {
          earlyReuses.add(new EarlyReuse(pool.spec().name(), address, leftMs));
        }
      }
      pool.touch(revision);
      leases.add(
          new NicLease(
              pick.want.nic(), pool.spec().name(), address, pool.spec().subnet().prefixLength()));
    }
  }
}
