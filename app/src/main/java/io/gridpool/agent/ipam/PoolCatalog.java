package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.query.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pools this agent knows, kept up to date by the ledger's change feed.
 *
 * <p>Threads: one writer (the feed), any number of readers; a reader sees one whole state.
 */
public final class PoolCatalog {
  private volatile Map<String, PoolView> pools = Map.of();
  private volatile boolean synced;

  /** Whether a first full read has arrived. */
  public boolean synced() {
    return synced;
  }

  /** Replaces everything by a full read. */
  public void replaceAll(Answer.Pools answer) {
    Map<String, PoolView> next = new TreeMap<>();
    answer.pools().forEach(state -> next.put(state.spec().name(), view(state)));
    pools = Map.copyOf(next);
    synced = true;
  }

  /** Takes over what changed. */
  public void apply(Answer.Changes changes) {
    if (changes.pools().isEmpty() && changes.poolsGone().isEmpty()) {
      return;
    }
    Map<String, PoolView> next = new TreeMap<>(pools);
    changes.pools().forEach(state -> next.put(state.spec().name(), view(state)));
    changes.poolsGone().forEach(next::remove);
    pools = Map.copyOf(next);
  }

  /** A pool by name. */
  public Optional<PoolView> find(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The cluster's default pools of a family, by name. */
  public List<PoolView> defaults(IpFamily family) {
    return pools.values().stream()
        .filter(pool -> pool.detail().isDefault() && pool.state().spec().family() == family)
        .sorted(Comparator.comparing(PoolView::name))
        .toList();
  }

  /** All pools, by name. */
  public List<PoolView> all() {
    return pools.values().stream().sorted(Comparator.comparing(PoolView::name)).toList();
  }

  private PoolView view(PoolState state) {
    PoolView known = pools.get(state.spec().name());
    if (known != null && known.state().spec().detail().equals(state.spec().detail())) {
      return new PoolView(state, known.detail());
    }
    return new PoolView(state, PoolDetailReader.read(state.spec().detail()));
  }
}
