package io.gridpool.grid;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Binds a member to exactly the address it is recorded with, and announces the same. Hazelcast's
 * own matching looks for interfaces that carry the address and refuses the rest of a loopback
 * network.
 */
record FixedAddress(InetSocketAddress address, int clientPort) implements MemberAddressProvider {
  static FixedAddress of(HostPort own, Optional<ClientDoor> door) {
    return new FixedAddress(
        new InetSocketAddress(own.host(), own.port()), door.map(d -> d.portOf(own)).orElse(0));
  }

  private InetSocketAddress at(EndpointQualifier qualifier) {
    return qualifier.getType() == ProtocolType.CLIENT
        ? new InetSocketAddress(address.getAddress(), clientPort)
        : address;
  }

  @Override
  public InetSocketAddress getBindAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
    return at(qualifier);
  }

  @Override
  public InetSocketAddress getPublicAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
    return at(qualifier);
  }
}
