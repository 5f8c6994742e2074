package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.pool.PoolDefaults;
import io.gridpool.agent.kube.pool.PoolReader;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door to reservations. They may cover leases, which stay, and may always be deleted. */
final class ReservedRules implements KindRules<SpiderReservedIP> {
  private final Families families;

  ReservedRules(AdmissionSettings settings) {
    this.families = settings.families();
  }

  @Override
  public Class<SpiderReservedIP> kind() {
    return SpiderReservedIP.class;
  }

  @Override
  public JsonPatch<SpiderReservedIP> missing(SpiderReservedIP reserved) {
    return PoolDefaults.of(reserved);
  }

  @Override
  public @Nullable String refusal(SpiderReservedIP reserved, @Nullable SpiderReservedIP before) {
    List<AddressRange> ranges =
        reserved.getSpec() == null ? List.of() : PoolReader.ranges(reserved.getSpec().ips());
    for (AddressRange range : ranges) {
      if (range.first().family() == IpFamily.V4 ? !families.v4() : !families.v6()) {
        return "\"" + range + "\" is of a disabled IP version";
      }
    }
    return null;
  }

  @Override
  public @Nullable String keeps(SpiderReservedIP reserved) {
    return null;
  }

  @Override
  public @Nullable Object spec(SpiderReservedIP reserved) {
    return reserved.getSpec();
  }
}
