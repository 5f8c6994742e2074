package io.gridpool.agent.boot;

import io.gridpool.agent.cni.CoordinatorGrpcService;
import io.gridpool.agent.cni.IpamGrpcService;
import io.gridpool.agent.cni.IpamGrpcService.UseCases;
import io.gridpool.agent.ipam.Measurements;
import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What Micronaut serves, made from the agent's rooms. */
@Factory
final class AgentBeans {
  @Singleton
  IpamGrpcService ipam(UseCases useCases, Measurements measurements) {
    return new IpamGrpcService(useCases, measurements);
  }

  @Singleton
  CoordinatorGrpcService coordinator(ConfigurePod configurePod) {
    return new CoordinatorGrpcService(configurePod);
  }
}
