package io.gridpool.agent.kube.endpoint;

import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frees one endpoint, if the evidence is against it. The ledger checks the uid once more. */
final class LeaseReclaim {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseReclaim.class);

  private final LedgerGate gate;
  private final Duration limit;
  private final Evidence evidence;

  LeaseReclaim(LedgerGate gate, Duration limit, Evidence evidence) {
    this.gate = gate;
    this.limit = limit;
    this.evidence = evidence;
  }

  /** Reads the endpoint, asks for evidence, and frees; true when something was freed. */
  boolean check(EndpointKey key) {
    var truth = (Answer.OneEndpoint) gate.ask(new Query.ReadEndpoint(key), limit);
    Endpoint endpoint = truth.endpoint();
    return endpoint != null && check(endpoint);
  }

  private boolean check(Endpoint endpoint) {
    Optional<String> reason = evidence.against(endpoint);
    if (reason.isEmpty()) {
      return false;
    }
    var reclaim = new Reclaim(endpoint.key(), endpoint.podUid(), reason.get());
    return switch (gate.submit(List.of(reclaim), limit).getFirst()) {
      case Outcome.Released released -> {
        LOG.info(
            "reclaimed {} uid={} addresses={} because={}",
            endpoint.key(),
            endpoint.podUid(),
            released.endpoint().leases().size(),
            reason.get());
        yield true;
      }
      // Somebody was faster, or a younger pod holds it by now.
      case Outcome.NothingToRelease _ -> false;
      case Outcome.Fenced _ -> false;
      case Outcome other -> throw new TryLaterException("the ledger answered " + other);
    };
  }
}
