package io.gridpool.agent.seat;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the agent of each seat, opened ahead of need: a TLS handshake in the middle of
 * a failover would cost more than the failover.
 */
final class SeatChannels implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 5;
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 2;

  private final SslContext tls;
  private final Optional<InetSocketAddress> source;
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** No connection yet; they will come from {@code source}, where one is given. */
  SeatChannels(TlsFiles files, Optional<String> source) {
    this.tls = files.forClient();
    this.source = source.map(address -> new InetSocketAddress(address, 0));
  }

  /** The channel to a seat, connected or about to be. */
  ManagedChannel to(String address) {
    ManagedChannel channel = channels.computeIfAbsent(address, this::open);
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      // gRPC waits up to minutes between connects; a seat that came back is wanted now.
      channel.resetConnectBackoff();
    }
    if (closed) {
      channel.shutdownNow(); // opened by a look that was under way
    }
    return channel;
  }

  /** Opens what is missing and closes what is no seat any more. */
  void retain(List<String> addresses) {
    channels.keySet().stream()
        .filter(known -> !addresses.contains(known))
        .toList()
        .forEach(gone -> {
          ManagedChannel closed = channels.remove(gone);
          if (closed != null) {
            closed.shutdown();
          }
        });
    addresses.forEach(this::to);
  }

  @Override
  public void close() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  private ManagedChannel open(String address) {
    int colon = address.lastIndexOf(':');
    InetSocketAddress socket =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    return NettyChannelBuilder.forAddress(socket)
        .localSocketPicker(new From(source))
        .overrideAuthority(TlsFiles.NAME)
        .sslContext(tls)
        .maxInboundMessageSize(SeatSettings.MESSAGE_BYTES_MAX)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .disableRetry() // our own tries follow the leader; a hidden one would not
        .build();
  }

  /** From which address to connect; null is for the kernel to choose. */
  private static final class From extends NettyChannelBuilder.LocalSocketPicker {
    private final Optional<InetSocketAddress> source;

    From(Optional<InetSocketAddress> source) {
      this.source = source;
    }

    @Override
    public @Nullable SocketAddress createSocketAddress(SocketAddress seat, Attributes attributes) {
      return source.orElse(null);
    }
  }
}
