package io.gridpool.agent.kube.crd;

import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A route of a pool's pods: destination in CIDR form and gateway. */
@CrdValue
public record Route(
    @Required @Size(max = CrdRules.CIDR_LENGTH_MAX) String dst,
    @Required @Size(max = CrdRules.IP_LENGTH_MAX) String gw) {}
