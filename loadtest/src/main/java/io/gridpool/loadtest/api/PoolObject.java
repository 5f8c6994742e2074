package io.gridpool.loadtest.api;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool of one range, as a user would write it. */
public final class PoolObject {
  private PoolObject() {}

  /** Not sent yet; everything that is not named here is left to its default. */
  public static SpiderIPPool of(
      String name, String subnet, String range, @Nullable String gateway) {
    SpiderIPPool pool = new SpiderIPPool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
    pool.setSpec(
        new SpiderIPPool.Spec(
            null,
            subnet,
            List.of(range),
            null,
            gateway,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return pool;
  }
}
