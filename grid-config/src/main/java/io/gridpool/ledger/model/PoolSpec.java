package io.gridpool.ledger.model;

import java.util.List;

/**
 * A pool as its owner wants it: {@code ranges} minus {@code excluded} minus every reservation of
 * its family, all inside {@code subnet}.
 *
 * @param cooldownMs how long a freed address rests, in milliseconds; 0 is not at all
 * @param disabled no new leases; releases go on
 * @param detail what the ledger carries for its readers without looking inside (gateway, routes,
 *     affinities), as JSON; at most {@link #DETAIL_LENGTH_MAX} characters
 */
public record PoolSpec(
    String name,
    Subnet subnet,
    List<AddressRange> ranges,
    List<AddressRange> excluded,
    long cooldownMs,
    boolean disabled,
    String detail) {
  /** How long a freed address rests unless the pool says otherwise, in milliseconds. */
  public static final long COOLDOWN_MS_DEFAULT = 30_000;

  /** The longest {@code detail}, in characters. */
  public static final int DETAIL_LENGTH_MAX = 65_536;

  public PoolSpec {
    ranges = List.copyOf(ranges);
    excluded = List.copyOf(excluded);
  }

  /** The family of its addresses. */
  public IpFamily family() {
    return subnet.family();
  }
}
