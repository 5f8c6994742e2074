package io.gridpool.ledger;

import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.rule.LedgerState;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * The promises a ledger keeps after every commit.
 *
 * <p>1. No address is in two leases. 2. Every lease lies inside its pool and is not excluded. 3.
 * What a pool counts as taken is what endpoints hold and what rests, nothing else. 4. Counts follow
 * from what they count.
 *
 * <p>Errors: {@link BrokenInvariantException}, with the names and the numbers.
 */
public final class LedgerInvariants {
  private LedgerInvariants() {}

  /** Looks at every lease; for tests and for a ledger just restored. */
  public static void check(Ledger ledger) {
    checkCounts(ledger);
    LedgerState state = ledger.state();
    Map<String, RoaringBitmap> found = new TreeMap<>();
    state
        .endpoints()
        .forEach(held -> held.endpoint().leases().forEach(lease -> find(state, found, lease)));
    for (Pool pool : state.pools().all()) {
      pool.verify(found.getOrDefault(pool.spec().name(), new RoaringBitmap()));
    }
    state.endpoints().verify();
  }

  private static void find(LedgerState state, Map<String, RoaringBitmap> found, NicLease lease) {
    int slot = state.pools().get(lease.pool()).space().slotOf(lease.address());
    if (slot < 0) {
      throw new BrokenInvariantException(
          lease.address() + " is leased but lies outside of pool " + lease.pool());
    }
    if (!found.computeIfAbsent(lease.pool(), name -> new RoaringBitmap()).checkedAdd(slot)) {
      throw new BrokenInvariantException(lease.address() + " is in two leases");
    }
  }

  /** Compares counts alone, at the cost of the number of pools; cheap enough for production. */
  public static void checkCounts(Ledger ledger) {
    LedgerState state = ledger.state();
    long leased = 0;
    for (Pool pool : state.pools().all()) {
      leased += pool.leased();
    }
    if (leased != state.endpoints().leases()) {
      throw new BrokenInvariantException(
          "pools count " + leased + " leases, endpoints " + state.endpoints().leases());
    }
  }
}
