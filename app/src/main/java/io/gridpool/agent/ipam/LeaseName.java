package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.regex.Pattern;

/**
 * Under which name the addresses of a pod are kept, and whether they outlive it.
 *
 * @param key of the endpoint in the ledger
 * @param podName name of the pod where the key is a name given to the addresses, else empty
 * @param sticky whether the next pod of that name gets them
 */
public record LeaseName(EndpointKey key, String podName, boolean sticky) {
  /** Annotation that gives the addresses a name: whoever carries it next gets them. */
  public static final String STICKY_NAME = "ipam.spidernet.io/sticky-name";

  private static final int LENGTH_MAX = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /**
   * The name for a pod.
   *
   * <p>Errors: {@link IllegalArgumentException} when the annotation is no name.
   */
  public static LeaseName of(PodFacts pod, IpamSettings settings) {
    String given = pod.annotations().get(STICKY_NAME);
    if (given != null) {
      return given(pod, checked(given));
    }
    if (settings.enableKubevirtStaticIP() && isVirtualMachine(pod.owner())) {
      return given(pod, pod.owner().name());
    }
    boolean sticky = settings.enableStatefulSet() && StickyRule.holdsFor(pod.owner());
    return new LeaseName(pod.key(), "", sticky);
  }

  /** Whether the addresses go by a name of their own. */
  public boolean isGiven() {
    return !podName.isEmpty();
  }

  /** Whether pods of this owner run one virtual machine, two at once while it moves. */
  static boolean isVirtualMachine(Owner owner) {
    return owner.group().equals("kubevirt.io") && owner.kind().equals("VirtualMachineInstance");
  }

  private static LeaseName given(PodFacts pod, String name) {
    return new LeaseName(new EndpointKey(pod.key().namespace(), name), pod.key().name(), true);
  }

  private static String checked(String name) {
    if (name.length() > LENGTH_MAX || !NAME.matcher(name).matches()) {
      throw Annotation.wrong(
          STICKY_NAME,
          name,
          "it must be a name as of a pod, of at most " + LENGTH_MAX + " characters");
    }
    return name;
  }
}
