package io.gridpool.agent.ipam;

import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.Deadline;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Takes a lease in the ledger, and takes it over from an older pod where the API server itself says
 * that this one is gone.
 *
 * <p>Errors are the ledger's and the API server's.
 */
final class TakeLease {
  private final LedgerGate ledger;
  private final PodDirectory pods;

  TakeLease(LedgerGate ledger, PodDirectory pods) {
    this.ledger = ledger;
    this.pods = pods;
  }

  /** The outcome; {@link Outcome.HeldByOther} only where the holder has a right to it. */
  Outcome take(Acquire acquire, Deadline deadline) {
    Outcome outcome = last(List.of(acquire), deadline);
    return outcome instanceof Outcome.HeldByOther held
        ? takeOver(held.holder(), acquire, deadline)
        : outcome;
  }

  private Outcome takeOver(Endpoint holder, Acquire acquire, Deadline deadline) {
    return mayTakeOver(holder, acquire)
        ? last(List.of(freeing(holder, acquire), acquire), deadline)
        : new Outcome.HeldByOther(holder);
  }

  private boolean mayTakeOver(Endpoint holder, Acquire acquire) {
    boolean bothSticky = holder.sticky() && acquire.sticky();
    if (!sameKind(holder, acquire) && holder.sticky()) {
      return false;
    }
    return isCurrent(podOf(acquire), acquire.podUid())
        && (isGone(holder, acquire) || (bothSticky && moves(holder, acquire)));
  }

  /** Whether both go by the pod's own name, or both by a name given to the addresses. */
  static boolean sameKind(Endpoint holder, Acquire acquire) {
    return holder.podName().isEmpty() == acquire.podName().isEmpty();
  }

  private static EndpointKey podOf(Acquire acquire) {
    return acquire.podName().isEmpty()
        ? acquire.endpoint()
        : new EndpointKey(acquire.endpoint().namespace(), acquire.podName());
  }

  private boolean isCurrent(EndpointKey pod, String uid) {
    return pods.current(pod).filter(now -> now.uid().equals(uid) && !now.ending()).isPresent();
  }

  /**
   * A pod of the same name proves it; else the API server is asked for the holder. One that is on
   * its way out and has no sandbox gets none again.
   */
  private boolean isGone(Endpoint holder, Acquire acquire) {
    if (holder.pod().equals(podOf(acquire))) {
      return true;
    }
    Optional<PodFacts> now = pods.current(holder.pod());
    return now.filter(pod -> pod.uid().equals(holder.podUid()))
        .filter(pod -> !(pod.ending() && holder.parked()))
        .isEmpty();
  }

  /** A virtual machine that moves has two pods at once, of which one runs it. */
  private static boolean moves(Endpoint holder, Acquire acquire) {
    return LeaseName.isVirtualMachine(acquire.owner()) && acquire.owner().equals(holder.owner());
  }

  private static Command freeing(Endpoint holder, Acquire acquire) {
    return holder.sticky() && acquire.sticky()
        ? new Rebind(
            acquire.endpoint(),
            holder.podUid(),
            acquire.podUid(),
            acquire.node(),
            acquire.containerId(),
            acquire.podName())
        : new Reclaim(
            acquire.endpoint(), holder.podUid(), "the name belongs to uid " + acquire.podUid());
  }

  private Outcome last(List<Command> commands, Deadline deadline) {
    FaultPoint.ADD_COMMIT.before();
    Outcome outcome = ledger.submit(commands, deadline.left()).getLast();
    FaultPoint.ADD_COMMIT.after();
    return outcome;
  }
}
