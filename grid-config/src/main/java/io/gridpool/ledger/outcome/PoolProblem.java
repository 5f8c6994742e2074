package io.gridpool.ledger.outcome;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Subnet;
import java.util.List;

/** Why a pool cannot be stored or removed, with the names and the numbers. */
public sealed interface PoolProblem {
  /** How many examples a problem names at most. */
  int EXAMPLES_MAX = 5;

  /** It shares addresses with another pool. */
  record SharesAddresses(String other, AddressRange shared) implements PoolProblem {}

  /** Its subnet is another than, but overlaps, the subnet of another pool. */
  record SubnetOverlaps(String other, Subnet otherSubnet) implements PoolProblem {}

  /** Leases would be left outside of its addresses. */
  record LeasesOutside(long count, List<Address> examples) implements PoolProblem {
    public LeasesOutside {
      examples = List.copyOf(examples);
    }
  }

  /** It still holds leases, so it cannot be removed. */
  record HoldsLeases(long count, List<Address> examples) implements PoolProblem {
    public HoldsLeases {
      examples = List.copyOf(examples);
    }
  }

  /** Its subnet cannot change. */
  record SubnetChanged(Subnet current) implements PoolProblem {}

  /** Its spec contradicts itself: the sentence says how. */
  record BadSpec(String message) implements PoolProblem {}
}
