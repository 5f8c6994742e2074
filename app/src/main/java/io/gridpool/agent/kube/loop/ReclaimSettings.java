package io.gridpool.agent.kube.loop;

/**
 * What may be freed without being asked, and when. Defaults are the peer's (reference §4.3).
 *
 * @param enabled whether anything is freed but by CNI calls and by hand
 * @param terminatingOnReadyNode whether a stateless pod that ends for longer than its grace loses
 *     its addresses while its node is Ready
 * @param terminatingOnNotReadyNode the same while its node is not
 * @param extraGraceMs added to the end of a pod's own grace, in milliseconds
 * @param fullCheckEveryMs time between two checks of all leases against fresh lists
 * @param stickyScale whether a StatefulSet's addresses outlive a scale-down, whatever the set says
 */
public record ReclaimSettings(
    boolean enabled,
    boolean terminatingOnReadyNode,
    boolean terminatingOnNotReadyNode,
    long extraGraceMs,
    long fullCheckEveryMs,
    boolean stickyScale) {
  /** Annotation of a StatefulSet's pod template that keeps addresses over a scale-down. */
  public static final String STICKY_SCALE = "ipam.spidernet.io/sticky-scale";

  /** What a cluster gets unless its owner says otherwise. */
  public static final ReclaimSettings DEFAULT =
      new ReclaimSettings(true, true, true, 0, 600_000, false);

  public ReclaimSettings {
    if (extraGraceMs < 0) {
      throw new IllegalArgumentException("extraGraceMs is " + extraGraceMs + ", allowed is 0 up");
    }
    if (fullCheckEveryMs <= 0) {
      throw new IllegalArgumentException(
          "fullCheckEveryMs is " + fullCheckEveryMs + ", allowed is 1 or more");
    }
  }

  /** The same, but with addresses kept over a scale-down, or not. */
  public ReclaimSettings withStickyScale(boolean kept) {
    return new ReclaimSettings(
        enabled,
        terminatingOnReadyNode,
        terminatingOnNotReadyNode,
        extraGraceMs,
        fullCheckEveryMs,
        kept);
  }
}
