package io.gridpool.agent.seat;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The gRPC server of an agent that runs a seat, or may be called to one, for the other agents:
 * mutual TLS, bounded messages, bounded calls for each of them.
 *
 * <p>Errors: {@link IOException} when the address cannot be bound.
 */
public final class SeatServer implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS_MIN = 2;
  private static final int STOP_LIMIT_MS = 2_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private SeatServer(SeatSettings settings, TlsFiles tls, Supplier<Optional<LocalSeats>> local) {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .sslContext(tls.forServer())
            .executor(threads)
            .maxInboundMessageSize(SeatSettings.MESSAGE_BYTES_MAX)
            .maxConcurrentCallsPerConnection(SeatSettings.CALLS_PER_AGENT_MAX)
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS_MIN, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new TraceHeaders())
            .addService(new SeatService(local, settings))
            .build();
  }

  /** A server that answers from now on. */
  public static SeatServer start(SeatSettings settings, TlsFiles tls, LocalSeats local)
      throws IOException {
    return start(settings, tls, () -> Optional.of(local));
  }

  /** The same for a process whose seats come and go; without one it refuses every call. */
  public static SeatServer start(
      SeatSettings settings, TlsFiles tls, Supplier<Optional<LocalSeats>> local)
      throws IOException {
    SeatServer started = new SeatServer(settings, tls, local);
    started.server.start();
    return started;
  }

  /** The TCP port that is bound. */
  public int port() {
    return server.getPort();
  }

  /** Lets calls under way finish, two seconds at most; streams end at once. */
  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(STOP_LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
    threads.shutdownNow();
  }
}
