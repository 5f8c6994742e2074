package io.gridpool.grid;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The doors of a member: the handshake on every connection between seats, joins from recorded seats
 * only; for clients, where they are let in at all, trusted addresses and reads.
 *
 * <p>The open-source member takes a socket interceptor only from its node extension; the one in the
 * configuration is ignored with a warning.
 */
final class MemberContext extends DefaultNodeContext {
  private final MemberHandshake handshake;
  private final Optional<ClientDoor> door;
  private volatile Set<HostPort> recorded;

  MemberContext(MemberStart start) {
    handshake = new MemberHandshake(start.settings().keys());
    door = start.settings().door();
    recorded = parsed(start.memberAddresses());
  }

  /** From now on exactly these may join. */
  void admit(List<String> memberAddresses) {
    recorded = parsed(memberAddresses);
  }

  private static Set<HostPort> parsed(List<String> memberAddresses) {
    return memberAddresses.stream().map(HostPort::parse).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    return new Doors(node);
  }

  private final class Doors extends DefaultNodeExtension {
    Doors(Node node) {
      super(node);
    }

    @Override
    public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier qualifier) {
      return qualifier.getType() == ProtocolType.CLIENT && door.isPresent()
          ? new TrustedOnly(door.get())
          : handshake;
    }

    @Override
    public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(
        ServerContext context) {
      return super.createChannelInitializerFn(ReadOnlyDoor.around(context));
    }

    @Override
    public void validateJoinRequest(JoinMessage request) {
      super.validateJoinRequest(request);
      Address address = request.getAddress();
      if (!recorded.contains(HostPort.of(address))) {
        throw new SecurityException(
            address + " is no recorded seat of this term: " + recorded + " are");
      }
    }
  }
}
