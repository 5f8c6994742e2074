package io.gridpool.grid;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Subnet;
import java.util.List;

/**
 * Where Management Center may look at a seat: a port of its own for Hazelcast's client protocol.
 * Open-source Hazelcast knows neither users nor rights, so the door itself answers reads only
 * ({@link ReadOnlyDoor}), and lets nobody in but trusted addresses.
 *
 * @param portOffset from the member's port to this one
 * @param trusted whose connections are accepted
 */
public record ClientDoor(int portOffset, List<Subnet> trusted) {
  public ClientDoor {
    trusted = List.copyOf(trusted);
    if (portOffset == 0 || trusted.isEmpty()) {
      throw new IllegalArgumentException("a client door needs a port and trusted addresses");
    }
  }

  /** The port beside that of a member. */
  int portOf(HostPort member) {
    return member.port() + portOffset;
  }

  boolean trusts(String host) {
    Address address = Address.parse(host);
    return trusted.stream().anyMatch(subnet -> subnet.contains(address));
  }
}
