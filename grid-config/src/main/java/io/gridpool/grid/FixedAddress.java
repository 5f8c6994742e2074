package io.gridpool.grid;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;

/**
 * Binds a member to exactly the address it is recorded with, and announces the same. Hazelcast's
 * own matching looks for interfaces that carry the address and refuses the rest of a loopback
 * network.
 */
record FixedAddress(InetSocketAddress address) implements MemberAddressProvider {
  static FixedAddress of(HostPort own) {
    return new FixedAddress(new InetSocketAddress(own.host(), own.port()));
  }

  @Override
  public InetSocketAddress getBindAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
    return address;
  }
}
