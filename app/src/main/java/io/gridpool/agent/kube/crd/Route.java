package io.gridpool.agent.kube.crd;

import io.fabric8.generator.annotation.Required;

/** A route of a pool's pods: destination in CIDR form and gateway. */
@CrdValue
public record Route(@Required String dst, @Required String gw) {}
