package io.gridpool.agent.cni;

import io.gridpool.agent.ipam.Traces;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.grpc.server.GrpcServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Binds Micronaut's gRPC server to the agent's Unix socket instead of a TCP port. */
@Factory
@Replaces(factory = GrpcServerBuilder.class)
final class UnixSocketServer {
  /** The most calls at once on one connection; a CNI process makes one. */
  private static final int CALLS_PER_CONNECTION_MAX = 64;

  private static final int MESSAGE_BYTES_MAX = 1 << 20;

  private final EventLoopGroup loops;
  private final CniSettings settings;
  private final Traces traces;

  UnixSocketServer(CniSettings settings, Traces traces) {
    this.settings = settings;
    this.traces = traces;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  @Bean
  @Singleton
  @Replaces(value = ServerBuilder.class, factory = GrpcServerBuilder.class)
  ServerBuilder<?> serverBuilder(List<BindableService> services) throws IOException {
    prepareFolder();
    NettyServerBuilder builder =
        Epoll.isAvailable()
            ? NettyServerBuilder.forAddress(new DomainSocketAddress(settings.socket().toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
            : NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(settings.socket()))
                .channelType(NioServerDomainSocketChannel.class);
    builder
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .executor(Executors.newVirtualThreadPerTaskExecutor());
    if (traces.follows()) {
      builder.intercept(new TracedCalls(traces));
    }
    services.forEach(builder::addService);
    return builder;
  }

  /**
   * The socket is born with the process's umask; a folder of its own, closed first, leaves no gap.
   */
  private void prepareFolder() throws IOException {
    Path folder = settings.socket().toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.deleteIfExists(settings.socket());
  }

  @PreDestroy
  void close() {
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
