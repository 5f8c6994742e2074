package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.model.NicLease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint keeps, frees and still needs when a pod acquires.
 *
 * @param leases kept, in their order
 * @param unclaimed bit n: the kept lease n came from an earlier pod and nobody asked for it yet
 * @param freed leases whose pool is no candidate of the new pod any more
 * @param missing wants without a lease
 */
record KeptLeases(List<NicLease> leases, long unclaimed, List<NicLease> freed, List<Want> missing) {
  /**
   * Compares what is held with what is wanted. A lease that the asking pod got itself, or claimed
   * before, stays whatever its pool; one that an earlier pod left must be in a candidate pool, be
   * the address asked for, and not belong to a NIC that the new pod does not have.
   */
  static KeptLeases of(@Nullable HeldEndpoint held, Acquire acquire) {
    if (held == null) {
      return new KeptLeases(List.of(), 0, List.of(), acquire.wants());
    }
    boolean samePod = held.endpoint().podUid().equals(acquire.podUid());
    List<NicLease> kept = new ArrayList<>();
    List<NicLease> freed = new ArrayList<>();
    List<Want> missing = new ArrayList<>(acquire.wants());
    long unclaimed = 0;
    for (int i = 0; i < held.endpoint().leases().size(); i++) {
      NicLease lease = held.endpoint().leases().get(i);
      boolean claimed = samePod && (held.unclaimed() >>> i & 1) == 0;
      Want want = wantOf(lease, acquire.wants());
      if (want == null && !claimed && acquire.everyNic()) {
        freed.add(lease);
      } else if (want == null) {
        unclaimed |= claimed ? 0 : 1L << kept.size();
        kept.add(lease);
      } else if (claimed || fits(lease, want)) {
        missing.remove(want);
        kept.add(lease);
      } else {
        freed.add(lease);
      }
    }
    return new KeptLeases(kept, unclaimed, freed, missing);
  }

  private static boolean fits(NicLease lease, Want want) {
    boolean asked = want.asked() == null || want.asked().equals(lease.address());
    return asked && want.pools().contains(lease.pool());
  }

  private static @Nullable Want wantOf(NicLease lease, List<Want> wants) {
    for (Want want : wants) {
      if (want.nic().equals(lease.nic()) && want.family() == lease.family()) {
        return want;
      }
    }
    return null;
  }
}
