package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.PendingReleases.Pending;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
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

/**
 * Ends a sandbox's hold on its addresses: CNI DEL.
 *
 * <p>Idempotent, and never in the way of a pod that ends: without the ledger it queues on disk and
 * succeeds. A sandbox that is replaced while its pod lives keeps the addresses parked.
 */
public final class ReleaseAddress {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseAddress.class);

  /** How long a DEL waits for the ledger before it is queued. */
  static final Duration LEDGER_LIMIT = Duration.ofSeconds(4);

  private final LedgerGate ledger;
  private final PodDirectory pods;
  private final LeaseJournal journal;
  private final PendingReleases pending;
  private final IpamSettings settings;

  public ReleaseAddress(Ports ports, IpamSettings settings) {
    this.settings = settings;
    this.ledger = ports.ledger();
    this.pods = ports.pods();
    this.journal = ports.journal();
    this.pending = ports.pending();
  }

  /**
   * Releases, or queues the release; whether anything was held.
   *
   * <p>Errors: {@link TryLaterException} when neither the ledger nor the queue takes it.
   */
  public boolean release(Attachment attachment) {
    try {
      return releaseNow(attachment);
    } catch (TryLaterException | IndeterminateException e) {
      pending.keep(attachment);
      LOG.info(
          "release queued pod={} container={} because={}",
          attachment.pod(),
          attachment.containerId(),
          e.getMessage());
      return true;
    }
  }

  /**
   * Takes addresses back that the link refuses, so that the next try gets others; whether it did.
   * Addresses that belong to a name stay: the pod waits until they can be used.
   *
   * <p>Errors: {@link TryLaterException} when the ledger cannot be reached.
   */
  public boolean withdraw(Attachment attachment, String why) {
    EndpointKey key = keyOf(attachment);
    var known = (Answer.OneEndpoint) ledger.ask(new Query.ReadEndpoint(key), LEDGER_LIMIT);
    Endpoint endpoint = known.endpoint();
    LOG.warn("pod={} nic={} because={}", attachment.pod(), attachment.nic(), why);
    if (endpoint == null
        || endpoint.sticky()
        || !endpoint.containerFence().equals(Endpoint.fenceOf(attachment.containerId()))) {
      return false;
    }
    int room = Reclaim.REASON_LENGTH_MAX - Reclaim.UNUSABLE.length();
    String reason = why.substring(0, Math.min(why.length(), room));
    Outcome outcome =
        ledger
            .submit(List.of(new Reclaim(key, endpoint.podUid(), reason, true)), LEDGER_LIMIT)
            .getFirst();
    return outcome instanceof Outcome.Released && forget(key, reason);
  }

  /** Tries what waits in the queue; stops at the first that still cannot be done. */
  public void drain() {
    for (Pending waiting : pending.waiting()) {
      try {
        releaseNow(waiting.attachment());
        pending.done(waiting);
      } catch (TryLaterException | IndeterminateException e) {
        LOG.debug("release waits pod={} because={}", waiting.attachment().pod(), e.getMessage());
        return;
      }
    }
  }

  private boolean releaseNow(Attachment named) {
    Attachment attachment = named.pod().name().isEmpty() ? bySandbox(named) : named;
    if (attachment.pod().name().isEmpty()) {
      return false;
    }
    EndpointKey key = keyOf(attachment);
    Release release =
        new Release(key, attachment.podUid(), attachment.containerId(), podEnds(attachment));
    FaultPoint.DEL_COMMIT.before();
    Outcome outcome = ledger.submit(List.of(release), LEDGER_LIMIT).getFirst();
    FaultPoint.DEL_COMMIT.after();
    return switch (outcome) {
      case Outcome.Released released -> forget(key, "released " + released.endpoint().leases());
      case Outcome.Parked parked -> true;
      case Outcome.NothingToRelease nothing -> nothingHeld(key);
      case Outcome.Fenced fenced -> false;
      case Outcome.WrongTerm wrong ->
          throw new TryLaterException("the ledger is in term " + wrong.current().number());
      default -> throw new TryLaterException("the ledger answered " + outcome);
    };
  }

  /** What this node has journalled and not brought yet, the ledger does not know of. */
  private boolean nothingHeld(EndpointKey key) {
    if (journal.find(key).isPresent() && isWaitedFor()) {
      throw new TryLaterException(
          "node " + settings.node() + " has not brought its leases of earlier terms yet");
    }
    return !forget(key, "nothing to release");
  }

  private boolean isWaitedFor() {
    return ledger.ask(new Query.ReadPools(), LEDGER_LIMIT) instanceof Answer.Pools pools
        && Quarantine.isHeldBack(pools.reservations(), settings.node());
  }

  /** The pod that this node's journal knows for the sandbox, where the runtime does not name it. */
  private Attachment bySandbox(Attachment attachment) {
    return journal.all().stream()
        .filter(held -> held.containerId().equals(attachment.containerId()))
        .findFirst()
        .map(held ->
            new Attachment(
                held.endpoint().pod(),
                held.endpoint().podUid(),
                attachment.containerId(),
                attachment.nic(),
                attachment.network()))
        .orElse(attachment);
  }

  /** Under which name the pod's addresses are kept: what the journal knows, else the pod's own. */
  private EndpointKey keyOf(Attachment attachment) {
    return journal
        .findPod(attachment.pod())
        .map(held -> held.endpoint().key())
        .or(() -> pods.cached(attachment.pod()).flatMap(this::nameOf))
        .orElse(attachment.pod());
  }

  private Optional<EndpointKey> nameOf(PodFacts pod) {
    try {
      return Optional.of(LeaseName.of(pod, settings).key());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean forget(EndpointKey key, String what) {
    journal.forget(key);
    LOG.debug("{} endpoint={}", what, key);
    return true;
  }

  /**
   * Whether the pod itself ends: another uid, on its way out, or unknown to the API server too; a
   * cache may not have it yet. Where nobody can say, it lives, and what it holds is kept.
   */
  private boolean podEnds(Attachment attachment) {
    Optional<PodFacts> cached = pods.cached(attachment.pod());
    if (cached.isPresent() && !lives(cached.get(), attachment)) {
      return true;
    }
    try {
      return pods.current(attachment.pod()).filter(pod -> lives(pod, attachment)).isEmpty();
    } catch (TryLaterException unreachable) {
      return false;
    }
  }

  private static boolean lives(PodFacts pod, Attachment attachment) {
    return !pod.ending()
        && (attachment.podUid().isEmpty() || attachment.podUid().equals(pod.uid()));
  }
}
