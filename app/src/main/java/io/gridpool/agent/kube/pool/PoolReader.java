package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads custom resources as the ledger knows them.
 *
 * <p>Errors: {@link IllegalArgumentException} with a sentence for the owner of the resource.
 */
public final class PoolReader {
  private final KubernetesSerialization serialization;

  /** Reads with the client's own serialization. */
  public PoolReader(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /** The pool as the ledger shall have it; a pool that is going away gives out nothing more. */
  public PoolSpec pool(SpiderIPPool resource) {
    SpiderIPPool.Spec spec = resource.getSpec();
    requireRule(spec);
    boolean ending = resource.getMetadata().getDeletionTimestamp() != null;
    return new PoolSpec(
        resource.getMetadata().getName(),
        Subnet.parse(spec.subnet()),
        ranges(spec.ips()),
        ranges(spec.excludeIPs()),
        cooldownMs(resource),
        ending || Boolean.TRUE.equals(spec.disable()),
        detail(spec));
  }

  private static void requireRule(SpiderIPPool.Spec spec) {
    String problem =
        PoolSpecRule.problem(
            new PoolSpecRule.Spec(
                spec.subnet(),
                SubnetRule.effective(spec.ips(), spec.excludeIPs()),
                spec.gateway(),
                spec.routes()));
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** The reservation of {@code resource}; without ranges when it is going away. */
  public Reservation reservation(SpiderReservedIP resource) {
    boolean ending = resource.getMetadata().getDeletionTimestamp() != null;
    var spec = resource.getSpec();
    return new Reservation(
        resource.getMetadata().getName(), ending || spec == null ? List.of() : ranges(spec.ips()));
  }

  /** The ranges of a list as it is written in a resource. */
  public static List<AddressRange> ranges(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts.stream().map(AddressRange::parse).toList();
  }

  private String detail(SpiderIPPool.Spec spec) {
    String detail = serialization.asJson(spec);
    if (detail.length() > PoolSpec.DETAIL_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the spec is "
              + detail.length()
              + " characters long, allowed are "
              + PoolSpec.DETAIL_LENGTH_MAX);
    }
    return detail;
  }

  private static long cooldownMs(SpiderIPPool resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(CrdNames.ANNOTATION_COOLDOWN_MS);
    if (text == null) {
      return PoolSpec.COOLDOWN_MS_DEFAULT;
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "annotation "
              + CrdNames.ANNOTATION_COOLDOWN_MS
              + " is \""
              + text
              + "\", allowed is a number of milliseconds from 0",
          e);
    }
  }
}
