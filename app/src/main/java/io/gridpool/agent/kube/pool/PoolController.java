package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.Finalizers;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the ledger have the pools and reservations that the cluster wants. Level-based: each look
 * takes one name, compares both sides and repairs; what is refused is looked at again, because the
 * reason may go away on the other side.
 */
final class PoolController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolController.class);

  /** Pause before a pool that was refused, or still holds leases, is tried again, ms. */
  private static final long REFUSED_RETRY_MS = 10_000;

  /** One name of a kind. */
  private sealed interface Key {
    record Pool(String name) implements Key {}

    record Reserved(String name) implements Key {}

    record Subnet(String name) implements Key {}

    /** All names that only the ledger knows: what went while nobody looked. */
    record Strangers() implements Key {}
  }

  private final KubernetesClient client;
  private final LedgerGate gate;
  private final KubeSettings settings;
  private final PoolWatch watch;
  private final PoolReader reader;
  private final BiConsumer<SpiderIPPool, PoolVerdict> verdicts;
  private final KeyLoop<Key> loop;

  /** Pools that were refused; only the loop's thread uses it. */
  private final Set<String> waiting = new HashSet<>();

  PoolController(
      KubernetesClient client,
      LedgerGate gate,
      PoolRoom room,
      BiConsumer<SpiderIPPool, PoolVerdict> verdicts) {
    this.client = client;
    this.gate = gate;
    this.settings = room.settings();
    this.watch = room.watch();
    this.reader = new PoolReader(client.getKubernetesSerialization());
    this.verdicts = verdicts;
    this.loop = new KeyLoop<>("pools", settings, this::look);
    watch.onPool(name -> loop.add(new Key.Pool(name)));
    watch.onSubnet(name -> loop.add(new Key.Subnet(name)));
    watch.onReservation(name -> loop.add(new Key.Reserved(name)));
  }

  void start() {
    loop.start();
    loop.add(new Key.Strangers());
  }

  /** Looks at a pool soon. */
  void poolChanged(String name) {
    boolean ending =
        watch
            .pool(name)
            .map(pool -> pool.getMetadata().getDeletionTimestamp() != null)
            .orElse(false);
    if (ending) {
      loop.add(new Key.Pool(name));
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look(Key key) {
    if (!watch.synced()) {
      return settings.pace().retryFirstMs();
    }
    return switch (key) {
      case Key.Pool(String name) ->
          watch.pool(name).map(this::settle).orElseGet(() -> forget(name));
      case Key.Reserved(String name) -> reserve(name);
      case Key.Subnet(String name) -> addPoolsOf(name);
      case Key.Strangers() -> addStrangers();
    };
  }

  private long settle(SpiderIPPool pool) {
    return pool.getMetadata().getDeletionTimestamp() != null ? end(pool) : store(pool);
  }

  private long store(SpiderIPPool pool) {
    if (pool.getSpec() == null || pool.getSpec().subnet() == null) {
      return told(pool, PoolVerdict.badSpec("the pool has no subnet"));
    }
    try {
      return store(pool, watch.subnets());
    } catch (IllegalArgumentException e) {
      return told(pool, PoolVerdict.badSpec(String.valueOf(e.getMessage())));
    }
  }

  private long store(SpiderIPPool pool, List<SpiderSubnet> subnets) {
    Command put = new PutPool(reader.pool(pool));
    if (SubnetRule.undecided(pool, subnets)) {
      return settings.pace().retryFirstMs();
    }
    String conflict = SubnetRule.poolProblem(pool, subnets);
    JsonPatch<SpiderIPPool> missing =
        PoolDefaults.of(
            pool, conflict == null ? SubnetRule.ownerOf(pool, subnets) : Optional.empty());
    // The patched pool comes back through the watch; until the finalizer stands nothing is stored,
    // or a pool deleted in between would leave its twin in the ledger.
    if (!missing.isEmpty()) {
      return patch(missing);
    }
    return conflict == null ? put(pool, put) : refused(pool, PoolVerdict.badSubnet(conflict));
  }

  private long put(SpiderIPPool pool, Command put) {
    return switch (submit(put)) {
      case Outcome.PoolStored _ -> told(pool, PoolVerdict.ACCEPTED);
      case Outcome.PoolUnchanged _ -> told(pool, PoolVerdict.ACCEPTED);
      case Outcome.PoolRefused refused -> refused(pool, PoolVerdict.refused(refused.problem()));
      case Outcome.Invalid invalid -> refused(pool, PoolVerdict.badSpec(invalid.message()));
      case Outcome other -> throw new TryLaterException("the ledger answered " + other);
    };
  }

  private long told(SpiderIPPool pool, PoolVerdict verdict) {
    waiting.remove(pool.getMetadata().getName());
    verdicts.accept(pool, verdict);
    return 0;
  }

  private long refused(SpiderIPPool pool, PoolVerdict verdict) {
    waiting.add(pool.getMetadata().getName());
    verdicts.accept(pool, verdict);
    return REFUSED_RETRY_MS;
  }

  /** What stood in the way of others is gone: they get their chance at once. */
  private void makeRoom(String gone) {
    waiting.remove(gone);
    waiting.forEach(name -> loop.add(new Key.Pool(name)));
  }

  private long end(SpiderIPPool pool) {
    String name = pool.getMetadata().getName();
    return switch (submit(new RemovePool(name))) {
      case Outcome.PoolRemoved _ -> {
        makeRoom(name);
        yield removeFinalizer(pool);
      }
      case Outcome.PoolUnknown _ -> removeFinalizer(pool);
      case Outcome.PoolRefused refused -> {
        closeForLeases(pool);
        yield refused(pool, PoolVerdict.refused(refused.problem()));
      }
      case Outcome other -> throw new TryLaterException("the ledger answered " + other);
    };
  }

  /** A pool that waits for its last lease gives out no more. */
  private void closeForLeases(SpiderIPPool pool) {
    try {
      var _ = submit(new PutPool(reader.pool(pool)));
    } catch (IllegalArgumentException e) {
      LOG.debug("pool {}: {}", pool.getMetadata().getName(), e.getMessage());
    }
  }

  /** The resource is gone, finalizer or not; the ledger refuses as long as leases are held. */
  private long forget(String name) {
    makeRoom(name);
    return switch (submit(new RemovePool(name))) {
      case Outcome.PoolRefused refused -> {
        LOG.warn(
            "pool {} has no resource any more, but {}",
            name,
            PoolVerdict.refused(refused.problem()).message());
        yield settings.pace().retryMaxMs();
      }
      case Outcome _ -> 0;
    };
  }

  private long reserve(String name) {
    SpiderReservedIP standing = watch.reservation(name).orElse(null);
    if (standing != null && standing.getMetadata().getDeletionTimestamp() == null) {
      fillIn(standing);
    }
    Reservation wanted;
    try {
      wanted =
          watch
              .reservation(name)
              .map(reader::reservation)
              .orElseGet(() -> new Reservation(name, List.of()));
    } catch (IllegalArgumentException e) {
      LOG.warn("reservation {}: {}", name, e.getMessage());
      return 0;
    }
    return switch (submit(new PutReserved(wanted))) {
      case Outcome.ReservedStored _ -> 0;
      case Outcome.Invalid invalid -> {
        LOG.warn("reservation {}: {}", name, invalid.message());
        yield 0;
      }
      case Outcome other -> throw new TryLaterException("the ledger answered " + other);
    };
  }

  /**
   * Pools of a subnet that came or changed take from it; when it went, those it kept out may try.
   */
  private long addPoolsOf(String name) {
    String cidr =
        watch.subnet(name).map(SpiderSubnet::getSpec).map(SpiderSubnet.Spec::subnet).orElse("");
    watch.pools().stream()
        .filter(pool -> pool.getSpec() != null && cidr.equals(pool.getSpec().subnet()))
        .forEach(pool -> loop.add(new Key.Pool(pool.getMetadata().getName())));
    waiting.forEach(pool -> loop.add(new Key.Pool(pool)));
    return 0;
  }

  private long addStrangers() {
    var known = (Answer.Pools) gate.ask(new Query.ReadPools(), settings.pace().ledgerLimit());
    known.pools().forEach(pool -> loop.add(new Key.Pool(pool.spec().name())));
    known.reservations().stream()
        .map(Reservation::name)
        .filter(name -> !Quarantine.isOurs(name))
        .forEach(name -> loop.add(new Key.Reserved(name)));
    return 0;
  }

  private Outcome submit(Command command) {
    FaultPoint.POOL_COMMIT.before();
    Outcome outcome = gate.submit(List.of(command), settings.pace().ledgerLimit()).getFirst();
    FaultPoint.POOL_COMMIT.after();
    return outcome;
  }

  /** What cannot be read is told below, and left as it is. */
  private void fillIn(SpiderReservedIP reserved) {
    try {
      JsonPatch<SpiderReservedIP> missing = PoolDefaults.of(reserved);
      if (!missing.isEmpty()) {
        var _ = patch(missing);
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("reservation {}: {}", reserved.getMetadata().getName(), e.getMessage());
    }
  }

  private long removeFinalizer(SpiderIPPool pool) {
    JsonPatch<SpiderIPPool> patch = Finalizers.without(pool);
    return patch.isEmpty() ? 0 : patch(patch);
  }

  /** Patches; a conflict or an object that is gone is settled by the next word of the watch. */
  private long patch(JsonPatch<?> patch) {
    return patch.trySend(client) ? 0 : settings.pace().retryFirstMs();
  }
}
