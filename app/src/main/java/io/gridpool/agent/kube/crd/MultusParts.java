package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a {@link SpiderMultusConfig}, one per kind of plugin. */
public final class MultusParts {
  private MultusParts() {}

  /** Which pools the pods of a network take from. */
  @CrdValue
  public record Pools(
      @Nullable List<String> ipv4,
      @Nullable List<String> ipv6,
      @Default("false") @Nullable Boolean matchMasterSubnet) {}

  /** A bond of two or more masters; mode as the kernel counts them. */
  @CrdValue
  public record Bond(
      @Required String name, @Required @Min(0) @Max(6) Integer mode, @Nullable String options) {}

  /** macvlan and ipvlan. */
  @CrdValue
  @ValidationRule(value = NetworkCrdRules.BOND, message = NetworkCrdRules.BOND_MESSAGE)
  @ValidationRule(
      value = NetworkCrdRules.NO_MASTER_MATCH,
      message = NetworkCrdRules.NO_MASTER_MATCH_MESSAGE)
  public record Linked(
      @Required
          @Size(min = 1, max = NetworkCrdRules.MASTERS_MAX)
          @ValidationRule(
              value = NetworkCrdRules.MASTERS,
              message = NetworkCrdRules.MASTERS_MESSAGE)
          List<String> master,
      @Default("0") @Min(0) @Nullable Integer mtu,
      @Min(0) @Max(4094) @Nullable Integer vlanID,
      @Nullable Bond bond,
      @Nullable String rdmaResourceName,
      @Nullable Pools ippools) {}

  /** vlan: the id is given, or found for the pod. */
  @CrdValue
  @ValidationRule(value = NetworkCrdRules.BOND, message = NetworkCrdRules.BOND_MESSAGE)
  @ValidationRule(value = NetworkCrdRules.VLAN_ID, message = NetworkCrdRules.VLAN_ID_MESSAGE)
  @ValidationRule(
      value = NetworkCrdRules.NO_MASTER_MATCH,
      message = NetworkCrdRules.NO_MASTER_MATCH_MESSAGE)
  public record Vlan(
      @Required
          @Size(min = 1, max = NetworkCrdRules.MASTERS_MAX)
          @ValidationRule(
              value = NetworkCrdRules.MASTERS,
              message = NetworkCrdRules.MASTERS_MESSAGE)
          List<String> master,
      @Default("0") @Min(0) @Nullable Integer mtu,
      @Default("manual") @Nullable VlanMode vlanMode,
      @Min(0) @Max(4094) @Nullable Integer vlanID,
      @Nullable Bond bond,
      @Nullable String rdmaResourceName,
      @Nullable Pools ippools) {}

  /** Whether {@code vlanID} is given or found. */
  public enum VlanMode {
    @JsonProperty("manual")
    MANUAL,
    @JsonProperty("auto")
    AUTO
  }

  /** sriov; rates in megabits per second. */
  @CrdValue
  @ValidationRule(value = NetworkCrdRules.RESOURCE, message = NetworkCrdRules.RESOURCE_MESSAGE)
  @ValidationRule(value = NetworkCrdRules.RATES, message = NetworkCrdRules.RATES_MESSAGE)
  public record Sriov(
      @Nullable String resourceName,
      @Min(0) @Max(4094) @Nullable Integer vlanID,
      @Default("0") @Min(0) @Nullable Integer mtu,
      @Min(0) @Nullable Integer minTxRateMbps,
      @Min(0) @Nullable Integer maxTxRateMbps,
      @Default("false") @Nullable Boolean rdmaIsolation,
      @Nullable Pools ippools) {}

  /** sriov over InfiniBand. */
  @CrdValue
  @ValidationRule(value = NetworkCrdRules.RESOURCE, message = NetworkCrdRules.RESOURCE_MESSAGE)
  @ValidationRule(
      value = NetworkCrdRules.NO_MASTER_MATCH,
      message = NetworkCrdRules.NO_MASTER_MATCH_MESSAGE)
  public record IbSriov(
      @Nullable String resourceName,
      @Nullable String pkey,
      @Default("enable") @Nullable LinkState linkState,
      @Default("true") @Nullable Boolean rdmaIsolation,
      @Default("false") @Nullable Boolean enableIbKubernetes,
      @Nullable Pools ippools) {}

  /** State of a virtual function's link. */
  public enum LinkState {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("enable")
    ENABLE,
    @JsonProperty("disable")
    DISABLE
  }

  /** IP over InfiniBand. */
  @CrdValue
  @ValidationRule(value = NetworkCrdRules.MASTER, message = NetworkCrdRules.MASTER_MESSAGE)
  @ValidationRule(
      value = NetworkCrdRules.NO_MASTER_MATCH,
      message = NetworkCrdRules.NO_MASTER_MATCH_MESSAGE)
  public record Ipoib(@Nullable String master, @Nullable Pools ippools) {}

  /** Open vSwitch. */
  @CrdValue
  @ValidationRule(
      value = NetworkCrdRules.NO_MASTER_MATCH,
      message = NetworkCrdRules.NO_MASTER_MATCH_MESSAGE)
  public record Ovs(
      @Required String bridge,
      @Min(0) @Max(4094) @Nullable Integer vlan,
      @Nullable List<Trunk> trunk,
      @Nullable String deviceID,
      @Nullable Pools ippools) {}

  /** VLANs that a port of the switch carries. */
  @CrdValue
  public record Trunk(
      @Min(0) @Max(4094) @Nullable Integer minID,
      @Min(0) @Max(4094) @Nullable Integer maxID,
      @Min(0) @Max(4094) @Nullable Integer id) {}
}
