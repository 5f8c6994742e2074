package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves an endpoint to a new pod of its key, on evidence that the old one is gone. */
public final class RebindRule {
  private RebindRule() {}

  /** Applies the command. */
  public static Outcome apply(LedgerState state, Rebind rebind) {
    String problem = problemOf(rebind);
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    HeldEndpoint held = state.endpoints().find(rebind.endpoint());
    if (held == null) {
      return new Outcome.NothingToRelease();
    }
    Endpoint now = held.endpoint();
    if (now.podUid().equals(rebind.podUid())) {
      boolean same =
          !now.parked() && now.containerFence().equals(Endpoint.fenceOf(rebind.containerId()));
      return new Outcome.AlreadyHeld(
          same
              ? now
              : move(
                  state, held, rebind, new Mark(now.sinceMs(), held.unclaimed(), now.podName())));
    }
    boolean sameKind = now.podName().isEmpty() == rebind.podName().isEmpty();
    if (!sameKind || !now.podUid().equals(rebind.fromUid())) {
      return new Outcome.HeldByOther(now);
    }
    long allLeases = -1L >>> (Long.SIZE - now.leases().size());
    Endpoint moved =
        move(state, held, rebind, new Mark(state.timeMs(), allLeases, rebind.podName()));
    return new Outcome.Rebound(moved, List.of());
  }

  private static @Nullable String problemOf(Rebind rebind) {
    return Limits.first(
        Limits.key(rebind.endpoint()),
        Limits.name("the uid of the old pod", rebind.fromUid()),
        Limits.name("a pod uid", rebind.podUid()),
        Limits.name("a node", rebind.node()),
        Limits.text("a pod's name", rebind.podName(), Limits.NAME_LENGTH_MAX),
        rebind.containerId().isEmpty() ? "a container id is missing" : null,
        Limits.text("a container id", rebind.containerId(), Limits.CONTAINER_ID_LENGTH_MAX));
  }

  private record Mark(long sinceMs, long unclaimed, String podName) {}

  private static Endpoint move(LedgerState state, HeldEndpoint held, Rebind rebind, Mark mark) {
    Endpoint now = held.endpoint();
    Endpoint moved =
        new Endpoint(
            now.key(),
            rebind.podUid(),
            rebind.node(),
            Endpoint.fenceOf(rebind.containerId()),
            now.owner(),
            now.sticky(),
            false,
            now.leases(),
            mark.sinceMs,
            state.changeOf(now.key()),
            mark.podName,
            now.detail());
    state.endpoints().put(new HeldEndpoint(moved, mark.unclaimed), held);
    return moved;
  }
}
