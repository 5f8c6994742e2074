package io.gridpool.agent.kube.feed;

import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as the change feed tells it: pools, and endpoints of one node or of all. A little
 * behind the truth, so it is good for mirrors and not for decisions.
 *
 * <p>Safe for any thread; listeners are called on the thread of the feed.
 */
public final class LedgerView {
  /** Hears what to look at again. */
  public interface Listener {
    /** An endpoint came, changed or went. */
    void endpointChanged(EndpointKey key);

    /** The spec, the numbers or the leases of a pool changed, or the pool went. */
    void poolChanged(String pool);
  }

  /** One leased address and who holds it, on which NIC. */
  public record Holding(Address address, String nic, Endpoint endpoint) {}

  private final LedgerGate gate;
  private final Duration limit;
  private final String node;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<EndpointKey, Endpoint> endpoints = new HashMap<>();
  private final Map<String, TreeMap<Address, EndpointKey>> holdersByPool = new HashMap<>();
  private final Map<String, PoolState> pools = new HashMap<>();
  private boolean filled;

  /**
   * An empty view.
   *
   * @param node whose endpoints to keep; empty for all
   */
  public LedgerView(LedgerGate gate, Duration limit, String node) {
    this.gate = gate;
    this.limit = limit;
    this.node = node;
  }

  /** Adds a listener. */
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  /** Begins to follow {@code source}. */
  public ChangeSource.Subscription follow(ChangeSource source) {
    return source.subscribe(-1, this::accept);
  }

  /**
   * Takes one delivery of the feed. A resync reads everything and throws what the gate throws; the
   * same delivery may then come again.
   */
  public void accept(Answer.Changes changes) {
    Touched touched = changes.resync() ? refill() : apply(changes);
    listeners.forEach(listener -> {
      touched.endpoints.forEach(listener::endpointChanged);
      touched.pools.forEach(listener::poolChanged);
    });
  }

  /** Whether everything was read once. */
  public synchronized boolean filled() {
    return filled;
  }

  /** One endpoint. */
  public synchronized Optional<Endpoint> endpoint(EndpointKey key) {
    return Optional.ofNullable(endpoints.get(key));
  }

  /** The keys of all endpoints, in no order. */
  public synchronized List<EndpointKey> endpointKeys() {
    return List.copyOf(endpoints.keySet());
  }

  /** One pool. */
  public synchronized Optional<PoolState> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The names of all pools, in no order. */
  public synchronized List<String> poolNames() {
    return List.copyOf(pools.keySet());
  }

  /** How many addresses of a pool are leased. */
  public synchronized int held(String pool) {
    return holdersByPool.getOrDefault(pool, new TreeMap<>()).size();
  }

  /** The leased addresses of a pool, lowest first; not more than {@code max}. */
  public synchronized List<Holding> holdings(String pool, int max) {
    List<Holding> holdings = new ArrayList<>();
    for (var holder : holdersByPool.getOrDefault(pool, new TreeMap<>()).entrySet()) {
      if (holdings.size() == max) {
        break;
      }
      Endpoint endpoint = endpoints.get(holder.getValue());
      if (endpoint != null) {
        holdings.add(new Holding(holder.getKey(), nic(endpoint, holder.getKey()), endpoint));
      }
    }
    return holdings;
  }

  private static String nic(Endpoint endpoint, Address address) {
    return endpoint.leases().stream()
        .filter(lease -> lease.address().equals(address))
        .map(NicLease::nic)
        .findFirst()
        .orElse("");
  }

  private synchronized Touched apply(Answer.Changes changes) {
    Touched touched = new Touched();
    changes.endpoints().forEach(endpoint -> put(endpoint, touched));
    changes.endpointsGone().forEach(key -> goneUpTo(key, changes.to(), touched));
    for (PoolState pool : changes.pools()) {
      pools.put(pool.spec().name(), pool);
      touched.pools.add(pool.spec().name());
    }
    for (String pool : changes.poolsGone()) {
      pools.remove(pool);
      touched.pools.add(pool);
    }
    return touched;
  }

  private void put(Endpoint endpoint, Touched touched) {
    Endpoint known = endpoints.get(endpoint.key());
    if (known != null && known.revision() > endpoint.revision()) {
      return;
    }
    remove(endpoint.key(), touched);
    if (!node.isEmpty() && !node.equals(endpoint.node())) {
      return;
    }
    touched.endpoints.add(endpoint.key());
    endpoints.put(endpoint.key(), endpoint);
    for (NicLease lease : endpoint.leases()) {
      touched.pools.add(lease.pool());
      holdersByPool
          .computeIfAbsent(lease.pool(), name -> new TreeMap<>())
          .put(lease.address(), endpoint.key());
    }
  }

  /**
   * The feed names what went on all nodes; a listener hears of what this view had. A full read may
   * have brought a younger endpoint of the same key: that one stays.
   */
  private void goneUpTo(EndpointKey key, long revision, Touched touched) {
    Endpoint known = endpoints.get(key);
    if (known != null && known.revision() <= revision) {
      remove(key, touched);
    }
  }

  private void remove(EndpointKey key, Touched touched) {
    Endpoint known = endpoints.remove(key);
    if (known == null) {
      return;
    }
    touched.endpoints.add(key);
    for (NicLease lease : known.leases()) {
      touched.pools.add(lease.pool());
      TreeMap<Address, EndpointKey> holders = holdersByPool.get(lease.pool());
      // The address may belong to another endpoint by now; only its own entry goes.
      if (holders != null) {
        holders.remove(lease.address(), key);
        if (holders.isEmpty()) {
          holdersByPool.remove(lease.pool());
        }
      }
    }
  }

  private Touched refill() {
    List<Endpoint> read = readEndpoints();
    Answer.Pools readPools = (Answer.Pools) gate.ask(new Query.ReadPools(), limit);
    synchronized (this) {
      Touched touched = new Touched();
      touched.endpoints.addAll(endpoints.keySet());
      touched.pools.addAll(pools.keySet());
      touched.pools.addAll(holdersByPool.keySet());
      endpoints.clear();
      holdersByPool.clear();
      pools.clear();
      read.forEach(endpoint -> put(endpoint, touched));
      for (PoolState pool : readPools.pools()) {
        pools.put(pool.spec().name(), pool);
        touched.pools.add(pool.spec().name());
      }
      filled = true;
      return touched;
    }
  }

  private List<Endpoint> readEndpoints() {
    List<Endpoint> all = new ArrayList<>();
    @Nullable EndpointKey after = null;
    do {
      var page =
          (Answer.Endpoints) gate.ask(new Query.ReadEndpoints(node, after, Query.LIMIT_MAX), limit);
      all.addAll(page.endpoints());
      after = page.next();
    } while (after != null);
    return all;
  }

  /** What a delivery touched. */
  private static final class Touched {
    private final Set<EndpointKey> endpoints = new HashSet<>();
    private final Set<String> pools = new HashSet<>();
  }
}
