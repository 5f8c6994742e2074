package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A reservation concerns addresses that are given out from now on, not those that stick to a name.
 */
class ReservedStickyTest {
  private static final AddressRange RANGE = AddressRange.parse("10.6.1.1-10.6.1.9");

  @Test
  void aStatefulSetsPodKeepsItsReservedAddressWhenItComesBack() {
    KubeLedger ledger = new KubeLedger();
    var spec =
        new PoolSpec("a", Subnet.parse("10.6.0.0/16"), List.of(RANGE), List.of(), 0, false, "{}");
    var _ = ledger.submit(new PutPool(spec));
    var key = new EndpointKey("default", "db-0");
    Owner set = new Owner("apps", "StatefulSet", "db");
    Address first = ledger.acquire(key, "uid-1", "n1", set, "a").leases().getFirst().address();
    var _ = ledger.submit(new PutReserved(new Reservation("r", List.of(RANGE))));
    var _ = ledger.submit(new Release(key, "uid-1", "c0ffee".repeat(10), true));
    assertThat(ledger.acquire(key, "uid-2", "n2", set, "a").leases().getFirst().address())
        .isEqualTo(first);
  }
}
