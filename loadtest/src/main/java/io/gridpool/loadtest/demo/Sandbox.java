package io.gridpool.loadtest.demo;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One pod's sandbox: the pod it is for, the node that runs it, and what it was given.
 *
 * @param containerId id that the runtime would have made, 64 hex characters
 * @param netns path of its network namespace; empty without root
 */
public record Sandbox(Pod pod, String containerId, String netns, List<String> addresses) {
  private static final int CONTAINER_ID_BYTES = 32;

  public Sandbox {
    addresses = List.copyOf(addresses);
  }

  /** A sandbox that has nothing yet, with an id of its own. */
  public static Sandbox of(Pod pod) {
    return new Sandbox(pod, newContainerId(), "", List.of());
  }

  /** An id as a runtime makes it: 64 hex characters. */
  public static String newContainerId() {
    byte[] id = new byte[CONTAINER_ID_BYTES];
    ThreadLocalRandom.current().nextBytes(id);
    return HexFormat.of().formatHex(id);
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
