package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one NIC of a pod holds.
 *
 * @param nic interface name inside the pod; may be empty in objects of others
 * @param ipv4 in CIDR form
 * @param ipv6 in CIDR form
 * @param cleanGateway written only where a gateway exists
 * @param routes without the default route
 */
@CrdValue
public record EndpointIp(
    @Required @JsonProperty("interface") String nic,
    @Nullable String ipv4,
    @Nullable String ipv6,
    @Nullable String ipv4Pool,
    @Nullable String ipv6Pool,
    @Default("0") @Min(0) @Max(4094) @Nullable Long vlan,
    @Nullable String ipv4Gateway,
    @Nullable String ipv6Gateway,
    @Nullable Boolean cleanGateway,
    @Nullable List<Route> routes,
    @Nullable String mac) {}
