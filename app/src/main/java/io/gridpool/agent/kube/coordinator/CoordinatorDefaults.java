package io.gridpool.agent.kube.coordinator;

import io.gridpool.agent.kube.crd.CoordinatorSpec;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.loop.JsonPatch;

/**
 * What Spiderpool's mutating webhook fills into a coordinator beyond the schema's defaults, as a
 * patch; empty where nothing is missing. The webhook and the controller use the same.
 *
 * <p>It adds no finalizer: there is nothing to do before a coordinator goes (the peer adds one that
 * nobody takes away, reference §1.5).
 */
public final class CoordinatorDefaults {
  private static final int VETH_MTU = 1_500;

  private CoordinatorDefaults() {}

  /** What {@code coordinator} misses. */
  public static JsonPatch<SpiderCoordinator> of(SpiderCoordinator coordinator) {
    JsonPatch<SpiderCoordinator> patch = new JsonPatch<>(coordinator);
    CoordinatorSpec spec = coordinator.getSpec();
    if (spec != null) {
      Destinations.normalize(patch, "/spec/hijackCIDR", spec.hijackCIDR());
      Destinations.normalizeRoutes(patch, "/spec/policyRoutes", spec.policyRoutes());
      if (spec.vethMTU() == null) {
        patch.set("/spec/vethMTU", VETH_MTU);
      }
    }
    return patch;
  }
}
