package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.endpoint.HolderSearch;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.PoolRefusal.Reason;
import io.gridpool.ledger.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the candidate pools of a want gave nothing, pool by pool. */
final class PoolReasons {
  private final LedgerState state;
  private final EndpointKey asker;

  /** Reasons for the endpoint that asks. */
  PoolReasons(LedgerState state, EndpointKey asker) {
    this.state = state;
    this.asker = asker;
  }

  /** Whether another want of the same pod has a slot already. */
  interface Planned {
    boolean has(Pool pool, int slot);
  }

  /** One reason for each pool, in order. */
  List<PoolRefusal> of(Want want, Planned planned) {
    List<PoolRefusal> reasons = new ArrayList<>();
    for (String name : want.pools()) {
      Pool pool = state.pools().find(name);
      reasons.add(
          pool == null
              ? new PoolRefusal(name, Reason.UNKNOWN, 0, 0)
              : refusal(pool, want, planned));
    }
    return reasons;
  }

  private PoolRefusal refusal(Pool pool, Want want, Planned planned) {
    Reason reason = reason(pool, want);
    EndpointKey holder = null;
    Address asked = want.asked();
    if (reason == Reason.IN_USE && asked != null) {
      boolean own = planned.has(pool, pool.space().slotOf(asked));
      holder = own ? asker : HolderSearch.find(state.endpoints(), pool.spec().name(), asked);
    }
    return new PoolRefusal(pool.spec().name(), reason, pool.space().total(), pool.leased(), holder);
  }

  private static Reason reason(Pool pool, Want want) {
    if (pool.spec().family() != want.family()) {
      return Reason.WRONG_FAMILY;
    }
    return pool.spec().disabled() ? Reason.DISABLED : shortage(pool, want.asked());
  }

  private static Reason shortage(Pool pool, @Nullable Address asked) {
    if (asked == null) {
      return Reason.EXHAUSTED;
    }
    int slot = pool.space().slotOf(asked);
    if (slot < 0) {
      boolean excluded = pool.spec().excluded().stream().anyMatch(range -> range.contains(asked));
      return excluded ? Reason.EXCLUDED : Reason.OUTSIDE;
    }
    return pool.isReserved(slot) ? Reason.RESERVED : Reason.IN_USE;
  }
}
