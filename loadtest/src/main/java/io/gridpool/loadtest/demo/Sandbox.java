package io.gridpool.loadtest.demo;

import java.util.List;

/**
 * One pod's sandbox: the pod it is for, the node that runs it, and what it was given.
 *
 * @param containerId id that the runtime would have made, 64 hex characters
 * @param netns path of its network namespace; empty without root
 */
public record Sandbox(Pod pod, String containerId, String netns, List<String> addresses) {
  public Sandbox {
    addresses = List.copyOf(addresses);
  }

  /** A pod as the demo needs it. */
  public record Pod(String namespace, String name, String uid, String node) {}

  /** Its first address of the family, without the prefix length. */
  public String address(boolean v6) {
    return addresses.stream()
        .filter(cidr -> cidr.contains(":") == v6)
        .map(cidr -> cidr.substring(0, cidr.indexOf('/')))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "pod "
                    + pod.name()
                    + " has no "
                    + (v6 ? "IPv6" : "IPv4")
                    + " address, only "
                    + addresses));
  }
}
