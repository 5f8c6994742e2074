package io.gridpool.agent.kube.admission;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A line to a server of this machine that can be cut and joined again: to who is behind it, the
 * server restarts. It stands on the server's own address, which is the one in its certificate.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean cut;

  Relay(InetSocketAddress server) throws IOException {
    this.server = server;
    this.door = new ServerSocket(0, 64, server.getAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String host() {
    return server.getHostString();
  }

  int port() {
    return door.getLocalPort();
  }

  /** Breaks all connections and takes no new ones. */
  void cut() {
    cut = true;
    refused.set(0);
    open.forEach(Relay::end);
    open.clear();
  }

  void join() {
    cut = false;
  }

  /** Connections that were turned away since the last cut. */
  int refused() {
    return refused.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        take(door.accept());
      } catch (IOException e) {
        refused.incrementAndGet();
      }
    }
  }

  private void take(Socket client) throws IOException {
    if (cut) {
      refused.incrementAndGet();
      client.close();
      return;
    }
    Socket behind = new Socket();
    behind.connect(server);
    open.add(client);
    open.add(behind);
    if (cut) {
      // Cut while it was being connected.
      refused.incrementAndGet();
      end(client);
      end(behind);
      return;
    }
    Thread.ofVirtual().start(() -> pass(client, behind));
    Thread.ofVirtual().start(() -> pass(behind, client));
  }

  private static void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      var _ = in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      end(from);
    } finally {
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(Relay::end);
  }
}
