package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.util.function.BooleanSupplier;

/** The steward's care for pools, subnets and reservations, in both directions. */
public final class PoolSteward implements LedgerView.Listener, AutoCloseable {
  private final PoolWatch watch;
  private final PoolMirror mirror;
  private final PoolController controller;
  private final SubnetController subnets;

  /**
   * Not started yet.
   *
   * @param view of all endpoints
   * @param leads asked before each status write
   */
  public PoolSteward(KubeRoom all, LedgerView view, BooleanSupplier leads) {
    KubernetesClient client = all.client();
    KubeSettings settings = all.settings();
    this.watch = new PoolWatch(client);
    var room =
        new PoolRoom(settings, watch, new EventWriter(client, settings.objects().eventNamespace()));
    this.mirror = new PoolMirror(client, view, room, leads);
    this.controller = new PoolController(client, all.gate(), room, mirror::verdict);
    this.subnets = new SubnetController(client, all.gate(), room);
    view.addListener(this);
  }

  /** The watch that others may listen to before the start. */
  public PoolWatch watch() {
    return watch;
  }

  /** Starts. */
  public void start() {
    controller.start();
    subnets.start();
    mirror.start();
    watch.start();
  }

  /** Whether the first lists are complete and the watches stand. */
  public boolean watching() {
    return watch.synced() && watch.watching();
  }

  @Override
  public void endpointChanged(EndpointKey key) {
    // The view tells of the pools that the change touched.
  }

  @Override
  public void poolChanged(String pool) {
    mirror.poolChanged(pool);
    controller.poolChanged(pool);
  }

  @Override
  public void close() {
    watch.close();
    controller.close();
    subnets.close();
    mirror.close();
  }
}
