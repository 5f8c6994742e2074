package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.EarlyReuse;
import io.gridpool.ledger.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes addresses for a pod: all wants or none. Decides everything first, then changes. */
public final class AcquireRule {
  /** What the history says of a lease whose pool the pod may not use any more. */
  static final String POOL_CHANGED = "the pool is no candidate of the pod any more";

  private AcquireRule() {}

  /** Applies the command. */
  public static Outcome apply(LedgerState state, Acquire acquire) {
    String problem = AcquireCheck.problemOf(acquire);
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    HeldEndpoint held = state.endpoints().find(acquire.endpoint());
    if (held != null && !mayTake(held.endpoint(), acquire)) {
      return new Outcome.HeldByOther(held.endpoint());
    }
    KeptLeases kept = KeptLeases.of(held, acquire);
    if (kept.leases().size() + kept.missing().size() > HeldEndpoint.LEASES_MAX) {
      return new Outcome.Invalid(
          acquire.endpoint() + " would hold more than " + HeldEndpoint.LEASES_MAX + " addresses");
    }
    if (state.adoption().running() && !kept.missing().isEmpty()) {
      return TermRule.adopting(state);
    }
    AllocationPlan plan = new AllocationPlan(state, acquire.endpoint(), kept.freed());
    for (Want want : kept.missing()) {
      plan.add(want);
    }
    if (!plan.refusals().isEmpty()) {
      return new Outcome.Refused(plan.refusals());
    }
    boolean asBefore = kept.missing().isEmpty() && kept.freed().isEmpty();
    if (held != null && asBefore && holds(held.endpoint(), acquire)) {
      return resume(state, held, kept, acquire);
    }
    return grant(state, held, kept, new Grant(acquire, plan));
  }

  private record Grant(Acquire acquire, AllocationPlan plan) {}

  private static boolean holds(Endpoint held, Acquire acquire) {
    return held.podUid().equals(acquire.podUid());
  }

  /**
   * A pod of the same own name proves that the older one is gone. Where names are given to
   * addresses nothing does: a parked one may belong to a live pod whose sandbox is being replaced.
   */
  private static boolean mayTake(Endpoint held, Acquire acquire) {
    boolean ownNames = held.podName().isEmpty() && acquire.podName().isEmpty();
    return holds(held, acquire) || (held.parked() && held.sticky() && ownNames);
  }

  /** The pod holds all that it wants: at most its sandbox is a new one. */
  private static Outcome resume(
      LedgerState state, HeldEndpoint held, KeptLeases kept, Acquire acquire) {
    Endpoint now = held.endpoint();
    String fence = Endpoint.fenceOf(acquire.containerId());
    boolean claims = held.unclaimed() != kept.unclaimed();
    if (!claims && !now.parked() && now.containerFence().equals(fence)) {
      return new Outcome.AlreadyHeld(now);
    }
    long revision = state.changeOf(now.key());
    Endpoint next =
        new Endpoint(
            now.key(),
            now.podUid(),
            now.node(),
            fence,
            claims ? acquire.owner() : now.owner(),
            now.sticky(),
            false,
            now.leases(),
            now.sinceMs(),
            revision,
            now.podName(),
            claims ? acquire.detail() : now.detail());
    state.endpoints().put(new HeldEndpoint(next, kept.unclaimed()), held);
    if (!now.containerFence().equals(fence)) {
      state.recordAll(LeaseChange.Kind.RESUMED, next, "");
    }
    return new Outcome.AlreadyHeld(next);
  }

  private static Outcome grant(
      LedgerState state, @Nullable HeldEndpoint held, KeptLeases kept, Grant grant) {
    Acquire acquire = grant.acquire();
    long revision = state.changeOf(acquire.endpoint());
    List<NicLease> leases = new ArrayList<>(kept.leases());
    List<EarlyReuse> earlyReuses = new ArrayList<>();
    grant.plan().carryOut(leases, earlyReuses, revision);
    for (NicLease lease : kept.freed()) {
      state.free(Objects.requireNonNull(held).endpoint(), lease, POOL_CHANGED);
    }
    boolean rebound = held != null && !holds(held.endpoint(), acquire);
    Endpoint next =
        new Endpoint(
            acquire.endpoint(),
            acquire.podUid(),
            acquire.node(),
            Endpoint.fenceOf(acquire.containerId()),
            acquire.owner(),
            acquire.sticky(),
            false,
            leases,
            state.timeMs(),
            revision,
            acquire.podName(),
            acquire.detail());
    state.endpoints().put(new HeldEndpoint(next, kept.unclaimed()), held);
    for (int i = 0; i < leases.size(); i++) {
      boolean isNew = i >= kept.leases().size();
      if (isNew || rebound) {
        state.record(
            isNew ? LeaseChange.Kind.GRANTED : LeaseChange.Kind.REBOUND, next, leases.get(i), "");
      }
    }
    return rebound
        ? new Outcome.Rebound(next, earlyReuses)
        : new Outcome.Granted(next, earlyReuses);
  }
}
