package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.coordinator.CoordinatorDefaults;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.loop.JsonPatch;
import org.jspecify.annotations.Nullable;

/** The door to coordinators. Whatever can be wrong with one shows in it, so the schema says it. */
final class CoordinatorRules implements KindRules<SpiderCoordinator> {
  @Override
  public Class<SpiderCoordinator> kind() {
    return SpiderCoordinator.class;
  }

  @Override
  public JsonPatch<SpiderCoordinator> missing(SpiderCoordinator coordinator) {
    return CoordinatorDefaults.of(coordinator);
  }

  @Override
  public @Nullable String refusal(
      SpiderCoordinator coordinator, @Nullable SpiderCoordinator before) {
    return null;
  }

  @Override
  public @Nullable String keeps(SpiderCoordinator coordinator) {
    return null;
  }

  @Override
  public @Nullable Object spec(SpiderCoordinator coordinator) {
    return coordinator.getSpec();
  }
}
