package io.gridpool.ledger.command;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;

/** One address wanted for one NIC, from the first pool in the order written that has one. */
public record Want(String nic, IpFamily family, List<String> pools) {
  /** The most candidate pools of one want. */
  public static final int POOLS_MAX = 128;

  public Want {
    pools = List.copyOf(pools);
  }
}
