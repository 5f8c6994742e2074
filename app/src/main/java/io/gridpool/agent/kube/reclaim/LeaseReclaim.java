package io.gridpool.agent.kube.reclaim;

import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees one endpoint, if the evidence is against it. The ledger is read first, the API server asked
 * then, and the ledger checks the uid once more: whoever takes the endpoint in between keeps it.
 */
final class LeaseReclaim {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseReclaim.class);

  private final LedgerGate gate;
  private final Duration limit;
  private final LeaseJudge judge;
  private final ClusterSight evidence;

  LeaseReclaim(KubeRoom room, LeaseJudge judge, ClusterSight evidence) {
    this.gate = room.gate();
    this.limit = room.settings().pace().ledgerLimit();
    this.judge = judge;
    this.evidence = evidence;
  }

  /** Reads the endpoint, asks for evidence, and frees; true when something was freed. */
  boolean check(EndpointKey key) {
    return endpoint(key)
        .filter(endpoint -> against(endpoint).filter(why -> free(endpoint, why)).isPresent())
        .isPresent();
  }

  /** What the ledger has under this key. */
  Optional<Endpoint> endpoint(EndpointKey key) {
    var truth = (Answer.OneEndpoint) gate.ask(new Query.ReadEndpoint(key), limit);
    return Optional.ofNullable(truth.endpoint());
  }

  /** The evidence against an endpoint, asked for now. */
  Optional<Evidence> against(Endpoint endpoint) {
    return judge.against(endpoint, evidence);
  }

  /**
   * Frees the endpoint as it was read; false when somebody was faster.
   *
   * <p>A pod that only ends for longer than its grace may still run. Its addresses are then given
   * to nobody until the pod is gone, which the quarantine's steward sees.
   */
  boolean free(Endpoint endpoint, Evidence evidence) {
    var reclaim = new Reclaim(endpoint.key(), endpoint.podUid(), evidence.why());
    List<Command> commands =
        evidence.podMayLive() ? List.of(hold(endpoint), reclaim) : List.of(reclaim);
    FaultPoint.RECLAIM_COMMIT.before();
    Outcome outcome = gate.submit(commands, limit).getLast();
    FaultPoint.RECLAIM_COMMIT.after();
    return switch (outcome) {
      case Outcome.Released released -> {
        LOG.info(
            "reclaimed {} uid={} addresses={} because={}",
            endpoint.key(),
            endpoint.podUid(),
            released.endpoint().leases().size(),
            evidence.why());
        yield true;
      }
      // Somebody was faster, or a younger pod holds it by now.
      case Outcome.NothingToRelease _ -> false;
      case Outcome.Fenced _ -> false;
      case Outcome other -> throw new TryLaterException("the ledger answered " + other);
    };
  }

  private static PutReserved hold(Endpoint endpoint) {
    List<Address> addresses = endpoint.leases().stream().map(NicLease::address).toList();
    var pod = new LivePod(endpoint.pod(), endpoint.podUid(), endpoint.node(), addresses);
    List<AddressRange> ranges =
        addresses.stream().map(address -> new AddressRange(address, address)).toList();
    return new PutReserved(new Reservation(Quarantine.of(pod), ranges));
  }
}
