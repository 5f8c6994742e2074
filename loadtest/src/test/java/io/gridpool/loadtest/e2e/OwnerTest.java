package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catalogue §10.8: pods whose owners come from other groups. */
@RealNodes
class OwnerTest {
  private static final int POOL_SIZE = 10;

  @Test
  void T00001_ownersOfAnotherGroup(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    try (ForeignOwner clones = ForeignOwner.cloneSet(scene, "clones", pool);
        ForeignOwner set = ForeignOwner.statefulSet(scene, "set", pool)) {
      clones.scale(2);
      set.scale(2);
      List<Pod> pods = new ArrayList<>(scene.pods().running("clones", 2));
      pods.addAll(scene.pods().running("set", 2));
      new Ledgered(scene).exactly(pods, pool);
      SpiderEndpoint endpoint = new Ledgered(scene).endpoint(pods.getLast());
      assertThat(endpoint.getStatus().ownerControllerType()).isEqualTo("StatefulSet");
      assertThat(endpoint.getStatus().ownerControllerName()).isEqualTo("set");
    }
    new Ledgered(scene).empty(pool);
  }

  @Test
  @Quick
  void T00003_foreignStatefulSetRemoved(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    // An ordinary StatefulSet of the same name must not keep the addresses of the foreign one.
    scene.pods().create(Workloads.statefulSet("set", 0, Annotations.ippool(pool)));
    try (ForeignOwner set = ForeignOwner.statefulSet(scene, "set", pool)) {
      set.scale(2);
      new Ledgered(scene).exactly(scene.pods().running("set", 2), pool);
    }
    new Ledgered(scene).empty(pool);
    new Ledgered(scene).noEndpoint(scene.namespace(), "set-0");
    new Ledgered(scene).noEndpoint(scene.namespace(), "set-1");
  }
}
