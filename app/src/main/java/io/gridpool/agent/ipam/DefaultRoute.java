package io.gridpool.agent.ipam;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which NIC a pod leaves by, where it says so: the others get no default route.
 *
 * <p>Source: reference §2.1; the peer's coordinator plugin moves the route afterwards, here it is
 * never given out. Errors: {@link IllegalArgumentException} for a NIC that the pod does not have.
 */
public final class DefaultRoute {
  /** Annotation of a pod: the NIC that it leaves by. */
  public static final String NIC = "ipam.spidernet.io/default-route-nic";

  private DefaultRoute() {}

  /** The NIC; empty where the pod leaves it to its pools. */
  static Optional<String> of(PodFacts pod, List<String> nics) {
    String named = pod.annotations().getOrDefault(NIC, "").strip();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    boolean known =
        Stream.of(
                Stream.of(MultusNetworks.DEFAULT_NIC),
                nics.stream(),
                MultusNetworks.additional(pod).stream().map(MultusNetworks.Network::nic))
            .flatMap(names -> names)
            .anyMatch(named::equals);
    if (!known) {
      throw Annotation.wrong(NIC, named, "the pod has no such interface");
    }
    return Optional.of(named);
  }
}
