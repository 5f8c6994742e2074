package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the network namespaces of the cluster's pods are tuned.
 *
 * @param hijackCIDR destinations that leave through the host, addresses or CIDRs
 * @param podMACPrefix first two octets of pods' MAC addresses, such as {@code 0a:1b}
 * @param podRPFilter 0, 1 or 2; below 0 leaves the kernel's value
 * @param txQueueLen 0 leaves the kernel's value
 */
@CrdValue
@ValidationRule(value = NetworkCrdRules.TYPE, message = NetworkCrdRules.TYPE_MESSAGE)
public record CoordinatorSpec(
    @Default("auto") @Nullable Mode mode,
    @Nullable PodCidrType podCIDRType,
    @Nullable
        @Size(max = CrdRules.ROUTES_MAX)
        @ValidationRule(
            value = NetworkCrdRules.DESTINATIONS,
            messageExpression = NetworkCrdRules.DESTINATIONS_MESSAGE)
        List<String> hijackCIDR,
    @Nullable
        @Size(max = CrdRules.ROUTES_MAX)
        @ValidationRule(value = NetworkCrdRules.ROUTES, message = NetworkCrdRules.ROUTES_MESSAGE)
        List<Route> policyRoutes,
    @Nullable
        @Size(max = NetworkCrdRules.MAC_PREFIX_LENGTH_MAX)
        @ValidationRule(
            value = NetworkCrdRules.MAC_PREFIX,
            message = NetworkCrdRules.MAC_PREFIX_MESSAGE)
        String podMACPrefix,
    @Default("true") @Nullable Boolean tunePodRoutes,
    @Nullable String podDefaultRouteNIC,
    @Default("500") @Nullable Integer hostRuleTable,
    @Default("0") @Max(2) @Nullable Integer podRPFilter,
    @Default("0") @Min(0) @Nullable Integer txQueueLen,
    @Nullable
        @Size(max = CrdRules.IP_LENGTH_MAX)
        @ValidationRule(
            value = NetworkCrdRules.LINK_LOCAL,
            message = NetworkCrdRules.LINK_LOCAL_MESSAGE)
        String vethLinkAddress,
    @Min(1) @Nullable Integer vethMTU) {
  /** How pods reach their node. */
  public enum Mode {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("underlay")
    UNDERLAY,
    @JsonProperty("overlay")
    OVERLAY,
    @JsonProperty("disabled")
    DISABLED
  }

  /** Where the cluster's pod networks are looked up. */
  public enum PodCidrType {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("cluster")
    CLUSTER,
    @JsonProperty("calico")
    CALICO,
    @JsonProperty("cilium")
    CILIUM,
    @JsonProperty("none")
    NONE
  }
}
