package io.gridpool.agent.kube.reclaim;

import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reclaim by hand: on the same evidence as by itself, or by force; both leave their reason. */
public final class OperatorReclaim implements ManualReclaim {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorReclaim.class);
  private static final String EVENT = "IPReclaimed";

  /** What a reason may hold: it goes into logs and records. */
  private static final int WHY_LENGTH_MAX = 128;

  private final KubeRoom room;
  private final LeaseReclaim reclaim;
  private final EventWriter events;

  /** Ready at once. */
  public OperatorReclaim(KubeRoom room) {
    this.room = room;
    var asked =
        new AskedSight(room.client(), new ApiBudget(room.settings().rounds().callsPerSecond()));
    this.reclaim = new LeaseReclaim(room, LeaseJudge.of(room), asked);
    this.events = new EventWriter(room.client(), room.settings().objects().eventNamespace());
  }

  @Override
  public Answer reclaim(String target, boolean force, String why) {
    Optional<Predicate<Endpoint>> wanted = wanted(target);
    if (wanted.isEmpty()) {
      return new Answer.Unreadable(target);
    }
    return find(wanted.get())
        .map(endpoint -> free(endpoint, force, clean(why)))
        .orElse(new Answer.Unknown(target));
  }

  private static Optional<Predicate<Endpoint>> wanted(String target) {
    int slash = target.indexOf('/');
    if (slash > 0 && slash < target.length() - 1) {
      var key = new EndpointKey(target.substring(0, slash), target.substring(slash + 1));
      return Optional.of(endpoint -> endpoint.key().equals(key) || endpoint.pod().equals(key));
    }
    try {
      Address address = Address.parse(target);
      return Optional.of(
          endpoint -> endpoint.leases().stream().anyMatch(l -> l.address().equals(address)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Through all of them, page by page: this is asked by people, and rarely. */
  private Optional<Endpoint> find(Predicate<Endpoint> wanted) {
    EndpointKey after = null;
    do {
      var page =
          (io.gridpool.ledger.query.Answer.Endpoints)
              room.gate()
                  .ask(
                      new Query.ReadEndpoints("", after, Query.LIMIT_MAX),
                      room.settings().pace().ledgerLimit());
      Optional<Endpoint> found = page.endpoints().stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found;
      }
      after = page.next();
    } while (after != null);
    return Optional.empty();
  }

  private Answer free(Endpoint endpoint, boolean force, String why) {
    Optional<Evidence> evidence = reclaim.against(endpoint);
    if (evidence.isEmpty() && !force) {
      return new Answer.Kept(
          endpoint.key().toString(), endpoint.podUid(), endpoint.node(), addresses(endpoint));
    }
    String reason = reason(evidence, why);
    boolean podMayLive = evidence.filter(Evidence::podMayLive).isPresent();
    if (!reclaim.free(endpoint, new Evidence(reason, podMayLive))) {
      return new Answer.Changed(endpoint.key().toString());
    }
    LOG.warn("reclaimed by hand {} addresses={}: {}", endpoint.key(), addresses(endpoint), reason);
    events.tell(
        endpoint.pod(),
        endpoint.podUid(),
        EVENT,
        "addresses " + String.join(", ", addresses(endpoint)) + " were freed: " + reason);
    return new Answer.Freed(
        endpoint.key().toString(), endpoint.podUid(), addresses(endpoint), reason);
  }

  private static String reason(Optional<Evidence> evidence, String why) {
    String what = evidence.map(e -> "by hand: " + e.why()).orElse("by hand, forced");
    return why.isEmpty() ? what : what + " (" + why + ")";
  }

  private static String clean(String why) {
    String oneLine = why.replaceAll("[^\\x20-\\x7e]", " ").strip();
    return oneLine.substring(0, Math.min(oneLine.length(), WHY_LENGTH_MAX));
  }

  private static List<String> addresses(Endpoint endpoint) {
    return endpoint.leases().stream().map(NicLease::address).map(Address::toString).toList();
  }
}
