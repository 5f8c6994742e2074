package io.gridpool.ledger.outcome;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;

/** A want that no pool could meet, with each pool tried, in order. */
public record WantRefusal(String nic, IpFamily family, List<PoolRefusal> pools) {
  public WantRefusal {
    pools = List.copyOf(pools);
  }
}
