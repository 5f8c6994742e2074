package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
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

/** A pool of addresses of one subnet. */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderIPPool")
@Singular("spiderippool")
@Plural("spiderippools")
@ShortNames("sp")
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
@AdditionalPrinterColumn(
    name = "DEFAULT",
    jsonPath = ".spec.default",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "DISABLE",
    jsonPath = ".spec.disable",
    type = AdditionalPrinterColumn.Type.BOOLEAN,
    priority = 10)
@AdditionalPrinterColumn(
    name = "NodeName",
    jsonPath = ".spec.nodeName",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 10)
@AdditionalPrinterColumn(
    name = "MultusName",
    jsonPath = ".spec.multusName",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 10)
@AdditionalPrinterColumn(
    name = "APP-NAMESPACE",
    jsonPath = ".spec.podAffinity.matchLabels['ipam\\.spidernet\\.io/app-namespace']",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 10)
public final class SpiderIPPool extends CustomResource<SpiderIPPool.Spec, SpiderIPPool.Status> {

  /**
   * What the owner of the pool wants.
   *
   * @param ipVersion 4 or 6; derived from the subnet
   * @param subnet in canonical CIDR form
   * @param ips ranges {@code a} or {@code a-b}
   * @param isDefault pool of last resort for pods that name none
   * @param disable no new leases; releases go on
   */
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
      @Nullable @Size(max = CrdRules.ROUTES_MAX) List<Route> routes,
      @Nullable
          @ValidationRule(value = CrdRules.SELECTS, message = CrdRules.SELECTS_MESSAGE)
          @ValidationRule(value = CrdRules.EXPRESSIONS, message = CrdRules.EXPRESSIONS_MESSAGE)
          LabelSelector podAffinity,
      @Nullable
          @ValidationRule(value = CrdRules.EXPRESSIONS, message = CrdRules.EXPRESSIONS_MESSAGE)
          LabelSelector namespaceAffinity,
      @Nullable List<String> namespaceName,
      @Nullable
          @ValidationRule(value = CrdRules.EXPRESSIONS, message = CrdRules.EXPRESSIONS_MESSAGE)
          LabelSelector nodeAffinity,
      @Nullable List<String> nodeName,
      @Nullable List<String> multusName,
      @Default("false") @JsonProperty("default") @Nullable Boolean isDefault,
      @Default("false") @Nullable Boolean disable) {}

  /**
   * What the ledger says of the pool.
   *
   * @param allocatedIPs JSON text: address to {@code {"pod":"ns/name","podUid":"…"}}; absent when
   *     nothing is leased, and where it would be too long
   * @param totalIPCount addresses of the pool, saturating
   * @param allocatedIPCount leased addresses
   * @param conditions why the pool serves or does not
   */
  @CrdValue
  public record Status(
      @Nullable String allocatedIPs,
      @Min(0) @Nullable Long totalIPCount,
      @Min(0) @Nullable Long allocatedIPCount,
      @Nullable List<Condition> conditions) {}
}
