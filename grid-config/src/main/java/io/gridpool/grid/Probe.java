package io.gridpool.grid;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether somebody accepts connections at an address; half a second at most. */
final class Probe {
  private static final int LIMIT_MS = 500;

  private Probe() {}

  static boolean answers(String hostPort) {
    HostPort address = HostPort.parse(hostPort);
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(address.host(), address.port()), LIMIT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
