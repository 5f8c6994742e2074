package io.gridpool.agent.kube.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
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
  @ValidationRule(value = CrdRules.VERSION, message = CrdRules.VERSION_MESSAGE)
  @ValidationRule(value = CrdRules.VERSION_STAYS, message = CrdRules.VERSION_STAYS_MESSAGE)
  @ValidationRule(value = CrdRules.IPS_INSIDE, messageExpression = CrdRules.IPS_INSIDE_MESSAGE)
  @ValidationRule(
      value = CrdRules.EXCLUDED_INSIDE,
      messageExpression = CrdRules.EXCLUDED_INSIDE_MESSAGE)
  @ValidationRule(value = CrdRules.GATEWAY, messageExpression = CrdRules.GATEWAY_MESSAGE)
  @ValidationRule(value = CrdRules.GATEWAY_FREE, messageExpression = CrdRules.GATEWAY_FREE_MESSAGE)
  @ValidationRule(value = CrdRules.ROUTES_TO, message = CrdRules.ROUTES_TO_MESSAGE)
  @ValidationRule(value = CrdRules.ROUTES_BY, message = CrdRules.ROUTES_BY_MESSAGE)
  @ValidationRule(value = CrdRules.ROUTES_ONCE, message = CrdRules.ROUTES_ONCE_MESSAGE)
  public record Spec(
      @Nullable @ValidationRule(value = CrdRules.IMMUTABLE, message = "ipVersion is immutable")
          Long ipVersion,
      @Required
          @Size(max = CrdRules.CIDR_LENGTH_MAX)
          @ValidationRule(value = CrdRules.IMMUTABLE, message = "subnet is immutable")
          @ValidationRule(
              value = CrdRules.CANONICAL,
              messageExpression = CrdRules.CANONICAL_MESSAGE)
          String subnet,
      @Nullable
          @Size(max = CrdRules.RANGES_MAX)
          @ValidationRule(value = CrdRules.RANGES, messageExpression = CrdRules.RANGES_MESSAGE)
          @ValidationRule(value = CrdRules.RANGES_RISE, message = CrdRules.RANGES_RISE_MESSAGE)
          List<String> ips,
      @Nullable
          @Size(max = CrdRules.RANGES_MAX)
          @ValidationRule(value = CrdRules.RANGES, messageExpression = CrdRules.RANGES_MESSAGE)
          @ValidationRule(value = CrdRules.RANGES_RISE, message = CrdRules.RANGES_RISE_MESSAGE)
          List<String> excludeIPs,
      @Nullable @Size(max = CrdRules.IP_LENGTH_MAX) String gateway,
      @Nullable @Size(max = CrdRules.ROUTES_MAX) List<Route> routes) {}

  /**
   * Which pools hold which addresses of it.
   *
   * @param controlledIPPools JSON text: pool to its ranges and application
   * @param totalIPCount addresses of the subnet, saturating
   * @param allocatedIPCount addresses that its pools have
   * @param conditions why the subnet counts or does not
   */
  @CrdValue
  public record Status(
      @Nullable String controlledIPPools,
      @Min(0) @Nullable Long totalIPCount,
      @Min(0) @Nullable Long allocatedIPCount,
      @Nullable List<Condition> conditions) {}
}
