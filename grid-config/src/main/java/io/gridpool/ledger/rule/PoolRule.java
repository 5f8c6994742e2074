package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.pool.AddressSpace;
import io.gridpool.ledger.pool.Pool;
import org.jspecify.annotations.Nullable;

/** Creates, changes and removes pools, where no lease and no other pool is hurt. */
public final class PoolRule {
  private PoolRule() {}

  /** What a put of this spec would meet now; null when it would be stored. Changes nothing. */
  public static @Nullable PoolProblem problemOf(LedgerState state, PoolSpec spec) {
    Pool current = state.pools().find(spec.name());
    PoolProblem problem = PoolCheck.problemOf(spec, current, state.pools());
    return problem != null || current == null
        ? problem
        : current.leasesOutside(AddressSpace.of(spec));
  }

  /** Applies a put. */
  public static Outcome apply(LedgerState state, PutPool put) {
    PoolSpec spec = put.spec();
    Pool current = state.pools().find(spec.name());
    if (current != null && current.spec().equals(spec)) {
      return new Outcome.PoolUnchanged(spec.name(), current.specRevision());
    }
    PoolProblem problem = PoolCheck.problemOf(spec, current, state.pools());
    if (problem != null) {
      return new Outcome.PoolRefused(spec.name(), problem);
    }
    return store(state, spec, current);
  }

  private static Outcome store(LedgerState state, PoolSpec spec, @Nullable Pool current) {
    AddressSpace space = AddressSpace.of(spec);
    if (current != null) {
      current.settle(state.timeMs());
      PoolProblem outside = current.leasesOutside(space);
      if (outside != null) {
        return new Outcome.PoolRefused(spec.name(), outside);
      }
    }
    long revision = state.change(new ChangeFeed.Touched.OfPool(spec.name()));
    Pool next = new Pool(spec, space, revision);
    state.pools().put(next);
    if (current != null) {
      current.moveInto(next, state.timeMs());
    }
    return new Outcome.PoolStored(spec.name(), revision);
  }

  /** Applies a removal. */
  public static Outcome apply(LedgerState state, RemovePool remove) {
    Pool pool = state.pools().find(remove.pool());
    if (pool == null) {
      return new Outcome.PoolUnknown(remove.pool());
    }
    if (pool.leased() > 0) {
      return new Outcome.PoolRefused(
          remove.pool(),
          new PoolProblem.HoldsLeases(
              pool.leased(), pool.examples(PoolProblem.EXAMPLES_MAX, slot -> true)));
    }
    state.change(new ChangeFeed.Touched.OfPool(remove.pool()));
    state.pools().remove(remove.pool());
    return new Outcome.PoolRemoved(remove.pool());
  }
}
