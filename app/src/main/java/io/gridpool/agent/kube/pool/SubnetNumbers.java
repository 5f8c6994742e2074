package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.crd.SpiderSubnet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one subnet as its status has them.
 *
 * @param pools that were cut from it
 * @param total addresses, saturating
 * @param allocated addresses that its pools have
 */
public record SubnetNumbers(String name, int pools, long total, long allocated) {
  /** Each pool's entry in the status has this key once; ranges and names cannot hold quotes. */
  private static final String ENTRY = "\"ips\":";

  /** The numbers of a subnet. */
  public static SubnetNumbers of(SpiderSubnet subnet) {
    SpiderSubnet.Status status = subnet.getStatus();
    String name = subnet.getMetadata().getName();
    return status == null
        ? new SubnetNumbers(name, 0, 0, 0)
        : new SubnetNumbers(
            name,
            entries(status.controlledIPPools()),
            Objects.requireNonNullElse(status.totalIPCount(), 0L),
            Objects.requireNonNullElse(status.allocatedIPCount(), 0L));
  }

  private static int entries(@Nullable String controlled) {
    return controlled == null ? 0 : controlled.split(ENTRY, -1).length - 1;
  }
}
