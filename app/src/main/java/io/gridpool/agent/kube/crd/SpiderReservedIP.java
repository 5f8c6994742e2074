package io.gridpool.agent.kube.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Size;
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

/** Addresses that no pool gives out. */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderReservedIP")
@Singular("spiderreservedip")
@Plural("spiderreservedips")
@ShortNames("sr")
@Categories(CrdNames.CATEGORY)
@AdditionalPrinterColumn(
    name = "VERSION",
    jsonPath = ".spec.ipVersion",
    type = AdditionalPrinterColumn.Type.STRING)
public final class SpiderReservedIP extends CustomResource<SpiderReservedIP.Spec, Void> {

  /**
   * The reserved addresses.
   *
   * @param ipVersion 4 or 6; derived from the first range
   * @param ips ranges {@code a} or {@code a-b}
   */
  @CrdValue
  @ValidationRule(value = CrdRules.RESERVED_VERSION, message = CrdRules.RESERVED_VERSION_MESSAGE)
  @ValidationRule(value = CrdRules.VERSION_STAYS, message = CrdRules.VERSION_STAYS_MESSAGE)
  public record Spec(
      @Nullable @ValidationRule(value = CrdRules.IMMUTABLE, message = "ipVersion is immutable")
          Long ipVersion,
      @Nullable
          @Size(max = CrdRules.RANGES_MAX)
          @ValidationRule(value = CrdRules.RANGES, messageExpression = CrdRules.RANGES_MESSAGE)
          @ValidationRule(value = CrdRules.RANGES_RISE, message = CrdRules.RANGES_RISE_MESSAGE)
          @ValidationRule(value = CrdRules.ONE_FAMILY, message = CrdRules.ONE_FAMILY_MESSAGE)
          List<String> ips) {}
}
