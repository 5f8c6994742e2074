package io.gridpool.agent.ipam;

/** A route for the pod: destination in CIDR form and its gateway (empty: on the link). */
public record Route(String dst, String gw) {
  /** The default route of IPv4. */
  public static final String DEFAULT_V4 = "0.0.0.0/0";

  /** The default route of IPv6. */
  public static final String DEFAULT_V6 = "::/0";
}
