package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
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

/** A network of pods, from which a NetworkAttachmentDefinition is made. */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderMultusConfig")
@Singular("spidermultusconfig")
@Plural("spidermultusconfigs")
@ShortNames("smc")
@Categories(CrdNames.CATEGORY)
public final class SpiderMultusConfig extends CustomResource<SpiderMultusConfig.Spec, Void>
    implements Namespaced {

  /**
   * The network. Only the part that {@code cniType} names may be set.
   *
   * @param customCNI any valid JSON, for {@code cniType} custom
   */
  @CrdValue
  @ValidationRule(
      value = NetworkCrdRules.NO_OTHER_PART,
      messageExpression = NetworkCrdRules.NO_OTHER_PART_MESSAGE)
  @ValidationRule(
      value = NetworkCrdRules.OWN_PART,
      messageExpression = NetworkCrdRules.OWN_PART_MESSAGE)
  public record Spec(
      @Default("custom") @Nullable CniType cniType,
      MultusParts.@Nullable Linked macvlan,
      MultusParts.@Nullable Linked ipvlan,
      MultusParts.@Nullable Vlan vlan,
      MultusParts.@Nullable Sriov sriov,
      MultusParts.@Nullable IbSriov ibsriov,
      MultusParts.@Nullable Ipoib ipoib,
      MultusParts.@Nullable Ovs ovs,
      @Default("true") @Nullable Boolean enableCoordinator,
      @Default("false") @Nullable Boolean disableIPAM,
      @Nullable CoordinatorOverride coordinator,
      @Nullable @Size(max = NetworkCrdRules.CHAINED_MAX) List<String> chainCNIJsonData,
      @Nullable String customCNI) {}

  /** The main plugin of the network. */
  public enum CniType {
    @JsonProperty("macvlan")
    MACVLAN,
    @JsonProperty("ipvlan")
    IPVLAN,
    @JsonProperty("vlan")
    VLAN,
    @JsonProperty("sriov")
    SRIOV,
    @JsonProperty("ovs")
    OVS,
    @JsonProperty("ib-sriov")
    IB_SRIOV,
    @JsonProperty("ipoib")
    IPOIB,
    @JsonProperty("custom")
    CUSTOM
  }
}
