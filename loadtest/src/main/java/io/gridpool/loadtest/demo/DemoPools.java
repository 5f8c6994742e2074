package io.gridpool.loadtest.demo;

import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.loadtest.api.PoolObject;
import java.util.List;

/** The story's pools: one per family, and one with two addresses only. */
final class DemoPools {
  static final String V4 = "demo-v4";
  static final String V6 = "demo-v6";
  static final String LOAD = "demo-load";
  static final String TIGHT = "demo-tight";

  private DemoPools() {}

  static List<SpiderIPPool> all() {
    return List.of(
        PoolObject.of(V4, "10.80.0.0/24", "10.80.0.10-10.80.0.250", "10.80.0.1"),
        PoolObject.of(V6, "fd00:80::/64", "fd00:80::10-fd00:80::ffff", "fd00:80::1"),
        PoolObject.of(LOAD, "10.81.0.0/16", "10.81.0.10-10.81.255.250", "10.81.0.1"),
        PoolObject.of(TIGHT, "10.80.0.0/24", "10.80.0.2-10.80.0.3", "10.80.0.1"));
  }
}
