package io.gridpool.ledger.command;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One address wanted for one NIC, from the first pool in the order written that has one.
 *
 * @param asked the only address that will do; null where any will
 */
public record Want(String nic, IpFamily family, List<String> pools, @Nullable Address asked) {
  /** The most candidate pools of one want. */
  public static final int POOLS_MAX = 128;

  public Want {
    pools = List.copyOf(pools);
  }

  /** Any address will do. */
  public Want(String nic, IpFamily family, List<String> pools) {
    this(nic, family, pools, null);
  }
}
