package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * The pools this agent knows, kept up to date by the ledger's change feed.
 *
 * <p>Threads: one writer (the feed), any number of readers; a reader sees one whole state.
 */
public final class PoolCatalog {
  private volatile State state = new State(Map.of());
  private volatile Map<String, Reservation> reservations = Map.of();
  private final CountDownLatch firstRead = new CountDownLatch(1);
  private final LongAdder awaited = new LongAdder();

  /** Whether a first full read has arrived. */
  public boolean synced() {
    return firstRead.getCount() == 0;
  }

  /** Waits for the first full read; whether it arrived in time. */
  public boolean awaitFirstRead(Duration limit) {
    try {
      return firstRead.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Replaces everything by a full read. */
  public void replaceAll(Answer.Pools answer) {
    Map<String, PoolView> next = new HashMap<>();
    answer.pools().forEach(pool -> next.put(pool.spec().name(), view(pool)));
    state = new State(Map.copyOf(next));
    Map<String, Reservation> ours = new HashMap<>();
    answer.reservations().forEach(reserved -> keep(ours, reserved));
    reservations = Map.copyOf(ours);
    firstRead.countDown();
  }

  private static void keep(Map<String, Reservation> ours, Reservation reserved) {
    if (reserved.ranges().isEmpty()) {
      ours.remove(reserved.name());
    } else if (Quarantine.isOurs(reserved.name())) {
      ours.put(reserved.name(), reserved);
    }
  }

  /** Why free addresses wait, in one sentence; empty when none do. */
  public String heldBack() {
    return Quarantine.heldBack(List.copyOf(reservations.values()));
  }

  /** An ADD begins to wait for a pool that is to be made. */
  void await() {
    awaited.increment();
  }

  /** How many ADDs waited for a pool that was to be made. */
  public long awaited() {
    return awaited.sum();
  }

  /** Takes over what changed. */
  public void apply(Answer.Changes changes) {
    if (!changes.reservations().isEmpty()) {
      Map<String, Reservation> ours = new HashMap<>(reservations);
      changes.reservations().forEach(reserved -> keep(ours, reserved));
      reservations = Map.copyOf(ours);
    }
    if (changes.pools().isEmpty() && changes.poolsGone().isEmpty()) {
      return;
    }
    Map<String, PoolView> next = new HashMap<>(state.pools);
    changes.pools().forEach(pool -> next.put(pool.spec().name(), view(pool)));
    changes.poolsGone().forEach(next::remove);
    state = new State(Map.copyOf(next));
  }

  /** A pool by name. */
  public Optional<PoolView> find(String name) {
    return Optional.ofNullable(state.pools.get(name));
  }

  /** The names of the cluster's default pools of a family, those made for fewer pods first. */
  public List<String> defaults(IpFamily family) {
    return state.select("", family, pool -> pool.detail().isDefault());
  }

  /**
   * The names of the pools of a family that match a pattern, those made for fewer pods first.
   *
   * <p>Errors: {@link IllegalArgumentException} when it is no pattern.
   */
  public List<String> matching(String pattern, IpFamily family) {
    PoolPattern checked = PoolPattern.of(pattern);
    return state.select(pattern, family, pool -> checked.matches(pool.name()));
  }

  /** The names of the pools made for the application of a pod, for one NIC, that give out. */
  List<String> ofApplication(PodFacts pod, String nic, IpFamily family) {
    var owner = pod.owner();
    String what = String.join("/", "", pod.key().namespace(), nic, owner.kind(), owner.name());
    return state.select(
        what,
        family,
        pool ->
            !pool.state().spec().disabled()
                && PoolFilter.isMadeFor(pool.detail(), pod)
                && AutoPoolName.matches(
                    pool.name(), family, PoolFilter.applicationOf(pool.detail()), nic));
  }

  /** All pools, by name. */
  public List<PoolView> all() {
    return state.pools.values().stream().sorted(Comparator.comparing(PoolView::name)).toList();
  }

  private PoolView view(PoolState pool) {
    PoolView known = state.pools.get(pool.spec().name());
    if (known != null && known.state().spec().detail().equals(pool.spec().detail())) {
      return new PoolView(pool, known.detail());
    }
    return new PoolView(pool, PoolDetailReader.read(pool.spec().detail()));
  }

  /** One whole state, and the selections made from it. */
  private static final class State {
    private static final int SELECTIONS_MAX = 256;
    private final Map<String, PoolView> pools;
    private final ConcurrentHashMap<String, List<String>> selections = new ConcurrentHashMap<>();

    State(Map<String, PoolView> pools) {
      this.pools = pools;
    }

    List<String> select(String what, IpFamily family, Predicate<PoolView> wanted) {
      List<String> known = selections.get(family + what);
      if (known != null) {
        return known;
      }
      List<String> found =
          pools.values().stream()
              .filter(pool -> pool.state().spec().family() == family && wanted.test(pool))
              .sorted(PoolOrder.MORE_SPECIFIC_FIRST)
              .map(PoolView::name)
              .toList();
      if (selections.size() < SELECTIONS_MAX) {
        selections.put(family + what, found);
      }
      return found;
    }
  }
}
