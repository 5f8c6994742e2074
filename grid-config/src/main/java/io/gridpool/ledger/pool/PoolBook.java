package io.gridpool.ledger.pool;

import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All pools and reservations by name, in the order of their names. */
public final class PoolBook {
  private final TreeMap<String, Pool> pools = new TreeMap<>();
  private final TreeMap<String, StoredReservation> reservations = new TreeMap<>();
  private List<AddressRange> reserved = List.of();

  /** A reservation and the revision of its last change. */
  public record StoredReservation(Reservation reservation, long revision) {}

  /** The pool of this name; null when there is none. */
  public @Nullable Pool find(String name) {
    return pools.get(name);
  }

  /** The pool of this name, which a lease proves to exist. */
  public Pool get(String name) {
    Pool pool = pools.get(name);
    if (pool == null) {
      throw new BrokenInvariantException("a lease names pool " + name + ", which does not exist");
    }
    return pool;
  }

  /** The subnet of a pool that a lease proves to exist. */
  public Subnet subnetOf(String name) {
    return get(name).spec().subnet();
  }

  /** All pools, by name. */
  public Collection<Pool> all() {
    return pools.values();
  }

  /** Adds a pool or replaces the one of its name. */
  public void put(Pool pool) {
    pool.reserve(pool.space().slotsOf(reserved));
    pools.put(pool.spec().name(), pool);
  }

  /** Forgets a pool. */
  public void remove(String name) {
    pools.remove(name);
  }

  /** The reservation of this name; null when there is none. */
  public @Nullable StoredReservation findReservation(String name) {
    return reservations.get(name);
  }

  /** All reservations, by name. */
  public Collection<StoredReservation> allReservations() {
    return reservations.values();
  }

  /** Adds, replaces or (without ranges) forgets a reservation, and tells every pool. */
  public void putReservation(Reservation reservation, long revision) {
    if (reservation.ranges().isEmpty()) {
      reservations.remove(reservation.name());
    } else {
      reservations.put(reservation.name(), new StoredReservation(reservation, revision));
    }
    List<AddressRange> all = new ArrayList<>();
    reservations.values().forEach(stored -> all.addAll(stored.reservation().ranges()));
    reserved = RangeSet.of(all);
    for (Pool pool : pools.values()) {
      pool.reserve(pool.space().slotsOf(reserved));
      pool.touch(revision);
    }
  }
}
