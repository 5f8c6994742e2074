package io.gridpool.grid;

import com.hazelcast.cluster.Address;
import java.net.UnknownHostException;

/**
 * An {@code ip:port} taken apart; IPv6 is written {@code [ip]:port}.
 *
 * <p>Errors: throws {@link IllegalArgumentException} that names the text.
 */
record HostPort(String host, int port) {
  private static final int PORT_MAX = 65_535;

  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= PORT_MAX) {
        return new HostPort(bare(text.substring(0, colon)), port);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not ip:port", e);
    }
    throw new IllegalArgumentException("\"" + text + "\" is not ip:port");
  }

  static HostPort of(Address address) {
    return new HostPort(address.getHost(), address.getPort());
  }

  /** As Hazelcast writes it; the host is an IP address, so nothing is resolved. */
  Address address() {
    try {
      return new Address(host, port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + host + "\" is no IP address", e);
    }
  }

  /** As it was parsed. */
  String text() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
