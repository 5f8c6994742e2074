package io.gridpool.agent.kube.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subnet that pools are cut from. */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderSubnet")
@Singular("spidersubnet")
@Plural("spidersubnets")
@ShortNames("ss")
@Categories(CrdNames.CATEGORY)
@AdditionalPrinterColumn(
    name = "VERSION",
    jsonPath = ".spec.ipVersion",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "SUBNET",
    jsonPath = ".spec.subnet",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "ALLOCATED-IP-COUNT",
    jsonPath = ".status.allocatedIPCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "TOTAL-IP-COUNT",
    jsonPath = ".status.totalIPCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
public final class SpiderSubnet extends CustomResource<SpiderSubnet.Spec, SpiderSubnet.Status> {

  /** Same syntax as a pool's. */
  @CrdValue
  public record Spec(
      @Nullable @ValidationRule(value = "self == oldSelf", message = "ipVersion is immutable")
          Long ipVersion,
      @Required @ValidationRule(value = "self == oldSelf", message = "subnet is immutable")
          String subnet,
      @Nullable List<String> ips,
      @Nullable List<String> excludeIPs,
      @Nullable String gateway,
      @Nullable List<Route> routes) {}

  /**
   * Which pools hold which addresses of it.
   *
   * @param controlledIPPools JSON text: pool to its ranges and application
   */
  @CrdValue
  public record Status(
      @Nullable String controlledIPPools,
      @Min(0) @Nullable Long totalIPCount,
      @Min(0) @Nullable Long allocatedIPCount) {}
}
