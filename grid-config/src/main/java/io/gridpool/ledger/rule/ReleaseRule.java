package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.outcome.Outcome;

/** Ends holds: of a sandbox, fenced by uid and container id, or of a pod that is gone. */
public final class ReleaseRule {
  /** What the history says of a lease whose pod ended in the regular way. */
  static final String RELEASED = "CNI DEL";

  private ReleaseRule() {}

  /** Applies a release. */
  public static Outcome apply(LedgerState state, Release release) {
    String problem =
        Limits.first(
            Limits.key(release.endpoint()),
            Limits.text("a pod uid", release.podUid(), Limits.NAME_LENGTH_MAX),
            Limits.text("a container id", release.containerId(), Limits.CONTAINER_ID_LENGTH_MAX));
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    HeldEndpoint held = state.endpoints().find(release.endpoint());
    if (held == null) {
      return new Outcome.NothingToRelease();
    }
    Endpoint endpoint = held.endpoint();
    if (isFenced(endpoint, release)) {
      return new Outcome.Fenced(endpoint);
    }
    if (endpoint.sticky() || !release.podEnds()) {
      return park(state, held);
    }
    // Parked, it has no fence: only the uid proves that this release is not an old one.
    if (endpoint.parked() && release.podUid().isEmpty()) {
      return new Outcome.Parked(endpoint);
    }
    state.freeAll(held, RELEASED);
    return new Outcome.Released(endpoint);
  }

  private static boolean isFenced(Endpoint endpoint, Release release) {
    boolean otherPod = !release.podUid().isEmpty() && !release.podUid().equals(endpoint.podUid());
    boolean otherSandbox =
        !endpoint.parked()
            && !endpoint.containerFence().equals(Endpoint.fenceOf(release.containerId()));
    return otherPod || otherSandbox;
  }

  private static Outcome park(LedgerState state, HeldEndpoint held) {
    Endpoint now = held.endpoint();
    if (now.parked()) {
      return new Outcome.Parked(now);
    }
    Endpoint parked = now.park(state.changeOf(now.key()));
    state.endpoints().put(new HeldEndpoint(parked, held.unclaimed()), held);
    state.recordAll(LeaseChange.Kind.PARKED, now, "");
    return new Outcome.Parked(parked);
  }

  /** Applies a reclaim. */
  public static Outcome apply(LedgerState state, Reclaim reclaim) {
    String problem =
        Limits.first(
            Limits.key(reclaim.endpoint()),
            Limits.name("a pod uid", reclaim.podUid()),
            Limits.text("a reason", reclaim.spelled(), Limits.REASON_LENGTH_MAX));
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    HeldEndpoint held = state.endpoints().find(reclaim.endpoint());
    if (held == null) {
      return new Outcome.NothingToRelease();
    }
    if (!held.endpoint().podUid().equals(reclaim.podUid())) {
      return new Outcome.Fenced(held.endpoint());
    }
    if (reclaim.unusable()) {
      state.freeAllUnusable(held, reclaim.spelled());
    } else {
      state.freeAll(held, reclaim.reason());
    }
    return new Outcome.Released(held.endpoint());
  }
}
