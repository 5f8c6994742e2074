package io.gridpool.agent.kube.crd;

import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one network wants otherwise than the cluster's {@link CoordinatorSpec}; what is absent is as
 * there, so nothing here has a default.
 */
@CrdValue
public record CoordinatorOverride(
    CoordinatorSpec.@Nullable Mode mode,
    CoordinatorSpec.@Nullable PodCidrType podCIDRType,
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
    @Nullable Boolean tunePodRoutes,
    @Nullable String podDefaultRouteNIC,
    @Nullable Integer hostRuleTable,
    @Max(2) @Nullable Integer podRPFilter,
    @Min(0) @Nullable Integer txQueueLen,
    @Nullable
        @Size(max = CrdRules.IP_LENGTH_MAX)
        @ValidationRule(
            value = NetworkCrdRules.LINK_LOCAL,
            message = NetworkCrdRules.LINK_LOCAL_MESSAGE)
        String vethLinkAddress,
    @Min(1) @Nullable Integer vethMTU) {}
