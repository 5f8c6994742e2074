package io.gridpool.loadtest.e2e;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One Service on one node, in iptables as kube-proxy writes it; the rig has no kube-proxy. Closing
 * it takes the rules away.
 */
final class NodeService implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private final Station node;
  private final List<String> translate;
  private final List<String> masquerade;

  /** What reaches the node for {@code address} is for the pod's server. */
  NodeService(Station node, String address, String backend) {
    this.node = node;
    String port = String.valueOf(Station.PORT);
    translate =
        List.of(
            "PREROUTING",
            "-d",
            address,
            "-p",
            "tcp",
            "--dport",
            port,
            "-j",
            "DNAT",
            "--to",
            backend + ":" + port);
    masquerade =
        List.of(
            "POSTROUTING",
            "-s",
            "10.192.0.0/10",
            "-d",
            backend,
            "-p",
            "tcp",
            "--dport",
            port,
            "-m",
            "conntrack",
            "--ctstate",
            "DNAT",
            "-j",
            "MASQUERADE");
    rule("-A", translate);
    rule("-A", masquerade);
  }

  /** An address of the Services' network that no other test uses. */
  static String address() {
    return "10.96.200." + NEXT.getAndIncrement();
  }

  private void rule(String verb, List<String> words) {
    node.run(
        Stream.concat(Stream.of("iptables", "-w", "-t", "nat", verb), words.stream())
            .toArray(String[]::new));
  }

  @Override
  public void close() {
    rule("-D", masquerade);
    rule("-D", translate);
  }
}
