package io.gridpool.agent.ipam;

import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into a new term what earlier ones gave out, before anything new is given.
 *
 * <p>Every agent brings its own node's journal and reports. The leading one brings the pools first,
 * and when all Ready nodes have reported, what only the mirror knows: addresses kept for sticky
 * pods, and those on nodes that cannot report. Then it ends the adoption. Each step may be
 * repeated.
 *
 * <p>Thread: one; {@link #step} is called until it says that the adoption is over.
 */
public final class AdoptLeases {
  private static final Logger LOG = LoggerFactory.getLogger(AdoptLeases.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * How often leases that are refused are offered, in steps: an agent of an earlier version may say
   * that it has reported before the pools are there.
   */
  private static final int OFFERS_MAX = 10;

  /** How often a Ready node without mirrored leases is waited for, in steps of half a second. */
  private static final int WAITS_MAX = 40;

  private final Ports ports;
  private final EarlierLives lives;
  private final Place place;
  private final List<Endpoint> survived;
  private final BulkLedger bulk;
  private final RestAgain rests;
  private TermId term = TermId.NONE;
  private @Nullable List<Endpoint> mirror;
  private boolean poolsBrought;
  private int offers;
  private int waited;

  /**
   * An adoption by one agent.
   *
   * @param survived endpoints that a seat of this process still knew of the term before
   */
  public AdoptLeases(Ports ports, EarlierLives lives, Place place, Collection<Endpoint> survived) {
    this.ports = ports;
    this.bulk = new BulkLedger(ports.ledger(), LIMIT);
    this.rests = new RestAgain(ports.journal(), bulk);
    this.lives = lives;
    this.place = place;
    this.survived = List.copyOf(survived);
  }

  /**
   * Where the agent stands.
   *
   * @param leads whether its seat leads now
   * @param seatNodes nodes whose agents carry the term, so that they will report, Ready or not
   */
  public record Place(String node, BooleanSupplier leads, Supplier<Set<String>> seatNodes) {}

  /** What the adoption still waits for; empty when it is over. Errors are the ledger's. */
  public Optional<String> step() {
    Answer.Status status = status();
    term = status.term();
    if (!status.adopting()) {
      reportLate();
      rests.release();
      return Optional.empty();
    }
    if (place.leads().getAsBoolean() && !poolsBrought) {
      bulk.submitInOrder(lives.pools());
      poolsBrought = true;
    }
    if (!poolsBrought && status.reported().isEmpty()) {
      // Who brings the pools reports first; a lease that is offered before would be refused.
      return Optional.of("the leading agent to bring the pools");
    }
    if (!status.reported().contains(place.node())) {
      report();
    }
    return place.leads().getAsBoolean()
        ? finish()
        : Optional.of("the leading agent to end the adoption");
  }

  /** The term that was adopted into; none before the ledger has answered. */
  public TermId term() {
    return term;
  }

  private Answer.Status status() {
    if (ports.ledger().ask(new Query.ReadStatus(), LIMIT) instanceof Answer.Status status) {
      return status;
    }
    throw new TryLaterException("the ledger did not tell its status");
  }

  /** Offers what this node knows, and says that this is all. */
  private void report() {
    List<Endpoint> own = new ArrayList<>(survived);
    ports.journal().all().forEach(held -> own.add(held.endpoint()));
    List<String> refused = adopt(own);
    if (refused.isEmpty() || ++offers >= OFFERS_MAX) {
      refused.forEach(why -> LOG.warn("not adopted: {}", why));
      rests.claim(readPools().pools());
      bulk.submitAll(List.of(new ReportNode(place.node())));
      LOG.info("reported node={} leases={} refused={}", place.node(), own.size(), refused.size());
    }
  }

  private Optional<String> finish() {
    Set<String> reported = new HashSet<>(status().reported());
    List<Endpoint> known = mirrored();
    Set<String> missing = missing(reported, known);
    if (!missing.isEmpty()) {
      return Optional.of("the reports of nodes " + missing);
    }
    List<Endpoint> held = bulk.endpoints();
    ClaimSort.Sorted sorted =
        ClaimSort.sort(held, onlyMirrored(known, reported, held), lives.livePods(), pools());
    List<String> refused = adopt(sorted.clear());
    refused.forEach(why -> LOG.warn("not adopted from the mirror: {}", why));
    bulk.submitAll(HoldBack.quarantine(sorted.doubts()));
    tell(sorted.doubts());
    holdBack(reported);
    bulk.submitAll(List.of(new EndAdoption()));
    mirror = null;
    rests.release();
    LOG.info(
        "the term serves: {} nodes reported, {} leases only mirrored, {} addresses in doubt",
        reported.size(),
        sorted.clear().size(),
        sorted.doubts().size());
    return Optional.empty();
  }

  private Predicate<Address> pools() {
    // No address is in two pools: the range that begins last before it is the only one to ask.
    NavigableMap<Address, AddressRange> byFirst = new TreeMap<>();
    readPools().pools().stream()
        .flatMap(pool -> pool.spec().ranges().stream())
        .forEach(range -> byFirst.put(range.first(), range));
    return address -> {
      var before = byFirst.floorEntry(address);
      return before != null && before.getValue().contains(address);
    };
  }

  private Answer.Pools readPools() {
    if (ports.ledger().ask(new Query.ReadPools(), LIMIT) instanceof Answer.Pools pools) {
      return pools;
    }
    throw new TryLaterException("the ledger did not tell its pools");
  }

  private void tell(List<ClaimSort.Doubt> doubts) {
    for (ClaimSort.Doubt doubt : doubts) {
      LOG.warn("in quarantine: {}: {}", doubt.address(), doubt.why());
      lives.warn("AddressQuarantined", doubt.why() + "; nobody is given it until that pod is gone");
    }
  }

  /** Before the first term nothing was given out that its giver had not written down first. */
  private void holdBack(Set<String> reported) {
    SortedMap<String, List<String>> silent =
        term.number() > 1 ? lives.silentNodes(reported) : new TreeMap<>();
    if (silent.isEmpty()) {
      return;
    }
    bulk.submitAll(HoldBack.heldBack(silent.keySet(), readPools()));
    silent.forEach((node, pods) -> {
      String message =
          "node "
              + node
              + " did not report, and "
              + pods.size()
              + " of its pods may hold addresses that nobody knows, such as "
              + pods.getFirst()
              + ": free addresses wait until it reports or is fenced";
      LOG.warn("held back: {}", message);
      lives.warn("AddressesHeldBack", message);
    });
  }

  /** A node that comes after the adoption brings what was held back for it. */
  private void reportLate() {
    if (Quarantine.isHeldBack(readPools().reservations(), place.node())) {
      List<Endpoint> own = ports.journal().all().stream().map(LeaseJournal.Held::endpoint).toList();
      adopt(own).forEach(why -> LOG.warn("not adopted: {}", why));
      bulk.submitAll(List.of(HoldBack.lift(Quarantine.heldBackFor(place.node()))));
      LOG.info("reported late node={} leases={}", place.node(), own.size());
    }
  }

  /** Read once: the mirror rests until the adoption ends, and is not needed any more then. */
  private List<Endpoint> mirrored() {
    List<Endpoint> read = mirror;
    if (read == null) {
      read = List.copyOf(lives.mirrored());
      mirror = read;
    }
    return read;
  }

  /**
   * Nodes to wait for: those of the seats, and Ready ones that hold leases by the mirror. A Ready
   * node without any may have no agent at all; it is waited for a while only, and not at all where
   * the mirror is empty and nothing was ever given out.
   */
  private Set<String> missing(Set<String> reported, List<Endpoint> mirrored) {
    Set<String> ready = lives.readyNodes();
    Set<String> missing = new TreeSet<>(place.seatNodes().get());
    mirrored.stream().map(Endpoint::node).filter(ready::contains).forEach(missing::add);
    missing.removeAll(reported);
    if (missing.isEmpty() && !mirrored.isEmpty() && waited < WAITS_MAX) {
      waited++;
      missing.addAll(ready);
      missing.removeAll(reported);
    }
    return missing;
  }

  /**
   * A node that has reported knows better than the mirror, except of what is kept for a pod, and of
   * what another program gave out: that has no revision. Neither has a sandbox that we know. Of one
   * name the later claim is offered: the earlier may be of a node that knows its end only.
   */
  private List<Endpoint> onlyMirrored(
      List<Endpoint> mirrored, Set<String> reported, List<Endpoint> held) {
    Map<EndpointKey, Long> adopted =
        held.stream().collect(Collectors.toMap(Endpoint::key, Endpoint::revision));
    return mirrored.stream()
        .filter(endpoint -> endpoint.sticky() || !knows(reported, endpoint))
        .map(endpoint ->
            endpoint.revision() == 0 || knows(reported, endpoint)
                ? endpoint.park(endpoint.revision())
                : endpoint)
        .filter(endpoint -> adopted.getOrDefault(endpoint.key(), -1L) < endpoint.revision())
        .toList();
  }

  private static boolean knows(Set<String> reported, Endpoint endpoint) {
    return endpoint.revision() != 0 && reported.contains(endpoint.node());
  }

  private List<String> adopt(Collection<Endpoint> endpoints) {
    List<String> refused = new ArrayList<>();
    List<Command> commands = endpoints.stream().<Command>map(Adopt::new).toList();
    for (Outcome outcome : bulk.submitAll(commands)) {
      switch (outcome) {
        case Outcome.AdoptionRefused no -> refused.add(no.message());
        case Outcome.Invalid invalid -> refused.add(invalid.message());
        default -> {
          // Adopted, or known already.
        }
      }
    }
    return refused;
  }
}
