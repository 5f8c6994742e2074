package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.pool.PoolDefaults;
import io.gridpool.agent.kube.pool.PoolSpecRule;
import io.gridpool.agent.kube.pool.SubnetRule;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door to subnets. */
final class SubnetRules implements KindRules<SpiderSubnet> {
  private final Neighbours neighbours;
  private final Families families;
  private final boolean protect;

  SubnetRules(Neighbours neighbours, AdmissionSettings settings) {
    this.neighbours = neighbours;
    this.families = settings.families();
    this.protect = settings.protectDeletes();
  }

  @Override
  public Class<SpiderSubnet> kind() {
    return SpiderSubnet.class;
  }

  @Override
  public JsonPatch<SpiderSubnet> missing(SpiderSubnet subnet) {
    return PoolDefaults.of(subnet);
  }

  @Override
  public @Nullable String refusal(SpiderSubnet subnet, @Nullable SpiderSubnet before) {
    SpiderSubnet.Spec spec = subnet.getSpec();
    IpFamily family = Subnet.parse(spec.subnet()).family();
    if (family == IpFamily.V4 ? !families.v4() : !families.v6()) {
      return "IP" + family.name().toLowerCase(java.util.Locale.ROOT) + " is disabled";
    }
    String problem =
        PoolSpecRule.problem(
            new PoolSpecRule.Spec(
                spec.subnet(),
                SubnetRule.effective(spec.ips(), spec.excludeIPs()),
                spec.gateway(),
                spec.routes()));
    List<SpiderSubnet> others =
        neighbours.subnets().stream()
            .filter(other -> !other.getMetadata().getName().equals(subnet.getMetadata().getName()))
            .toList();
    return problem != null ? problem : SubnetRule.subnetProblem(subnet, others, neighbours.pools());
  }

  @Override
  public @Nullable String keeps(SpiderSubnet subnet) {
    Long allocated = subnet.getStatus() == null ? null : subnet.getStatus().allocatedIPCount();
    return protect && allocated != null && allocated > 0
        ? "its pools have " + allocated + " addresses: " + subnet.getStatus().controlledIPPools()
        : null;
  }

  @Override
  public @Nullable Object spec(SpiderSubnet subnet) {
    return subnet.getSpec() == null || subnet.getSpec().subnet() == null ? null : subnet.getSpec();
  }
}
