package io.gridpool.agent.boot;

import io.gridpool.agent.cni.CoordinatorGrpcService;
import io.gridpool.agent.cni.IpamGrpcService;
import io.gridpool.agent.cni.IpamGrpcService.UseCases;
import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.gridpool.agent.ops.PrometheusMeasurements;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What Micronaut serves, made from the agent's rooms. */
@Factory
final class AgentBeans {
  @Singleton
  IpamGrpcService ipam(UseCases useCases, MeterRegistry registry) {
    return new IpamGrpcService(useCases, new PrometheusMeasurements(registry));
  }

  @Singleton
  CoordinatorGrpcService coordinator(ConfigurePod configurePod) {
    return new CoordinatorGrpcService(configurePod);
  }
}
