package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.endpoint.KeyHash;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.EarlyReuse;
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
 * longest rest of the first candidate pool that has one. Where an address is asked for, it and no
 * other, in the first candidate pool that has it; its rest may end early.
 */
final class AllocationPlan {
  private final PoolBook pools;
  private final PoolReasons reasons;
  private final List<NicLease> freed;
  private final long owner;
  private final long nowMs;
  private final List<Pick> picks = new ArrayList<>();
  private final List<WantRefusal> refusals = new ArrayList<>();

  private enum Kind {
    FREE,
    OWN_REST,
    EARLY,
    ASKED,
    OWN_LEASE
  }

  private record Pick(Want want, Pool pool, int slot, Kind kind) {}

  /**
   * A plan for an endpoint.
   *
   * @param freed leases that it gives up in the same commit; one that is asked for on another NIC
   *     is taken out
   */
  AllocationPlan(LedgerState state, EndpointKey key, List<NicLease> freed) {
    this.pools = state.pools();
    this.reasons = new PoolReasons(state, key);
    this.freed = freed;
    this.owner = KeyHash.of(key);
    this.nowMs = state.timeMs();
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
    Address asked = want.asked();
    Pick pick = asked == null ? any(want, usable) : asked(want, asked, usable);
    if (pick != null) {
      picks.add(pick);
    } else {
      refusals.add(new WantRefusal(want.nic(), want.family(), reasons.of(want, this::isPlanned)));
    }
  }

  private @Nullable Pick any(Want want, List<Pool> usable) {
    Pick pick = ownRest(want, usable);
    pick = pick != null ? pick : free(want, usable);
    return pick != null ? pick : early(want, usable);
  }

  private @Nullable Pick asked(Want want, Address asked, List<Pool> usable) {
    for (Pool pool : usable) {
      int slot = pool.space().slotOf(asked);
      if (slot >= 0 && !isPlanned(pool, slot) && !pool.isReserved(slot)) {
        Kind kind = givesUp(pool, asked) ? Kind.OWN_LEASE : kindOf(pool, slot);
        if (kind != null) {
          return new Pick(want, pool, slot, kind);
        }
      }
    }
    return null;
  }

  private static @Nullable Kind kindOf(Pool pool, int slot) {
    if (!pool.isTaken(slot)) {
      return Kind.ASKED;
    }
    return pool.rests(slot) ? Kind.EARLY : null;
  }

  private boolean givesUp(Pool pool, Address address) {
    return freed.stream()
        .anyMatch(l -> l.pool().equals(pool.spec().name()) && l.address().equals(address));
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

  /** Takes what was planned: adds the leases in the order of the wants, and the rests cut short. */
  void carryOut(List<NicLease> leases, List<EarlyReuse> earlyReuses, long revision) {
    for (Pick pick : picks) {
      Pool pool = pick.pool;
      Address address = pool.space().addressOf(pick.slot);
      switch (pick.kind) {
        case FREE -> pool.lease(pick.slot);
        case ASKED -> pool.restoreLease(pick.slot);
        case OWN_LEASE -> freed.removeIf(lease -> lease.address().equals(address));
        case OWN_REST, EARLY -> endRest(pick, address, earlyReuses);
      }
      pool.touch(revision);
      leases.add(
          new NicLease(
              pick.want.nic(), pool.spec().name(), address, pool.spec().subnet().prefixLength()));
    }
  }

  private void endRest(Pick pick, Address address, List<EarlyReuse> earlyReuses) {
    long leftMs = pick.pool.leaseFromRest(pick.slot, owner, nowMs);
    if (leftMs > 0) {
      earlyReuses.add(new EarlyReuse(pick.pool.spec().name(), address, leftMs));
    }
  }
}
