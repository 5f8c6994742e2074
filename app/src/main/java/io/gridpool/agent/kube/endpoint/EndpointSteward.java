package io.gridpool.agent.kube.endpoint;

import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.reclaim.Reclaimer;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The steward's care for endpoints of the whole cluster: objects whose endpoint is gone, objects
 * that differ, leases whose pod is gone. The agents of the nodes do their own part sooner.
 */
public final class EndpointSteward implements LedgerView.Listener, AutoCloseable {
  /** The most endpoints that wait to be looked at one by one, during the grace of one. */
  private static final int GONE_WAITING_MAX = 50;

  private final LedgerView view;
  private final KubeSettings settings;
  private final EndpointMirror mirror;
  private final EndpointSweep sweep;
  private final Reclaimer reclaimer;

  /**
   * Not started yet.
   *
   * @param view of all endpoints
   */
  public EndpointSteward(KubeRoom room, LedgerView view, BooleanSupplier leads) {
    this.view = view;
    this.settings = room.settings();
    this.mirror = new EndpointMirror(room, view, key -> Optional.empty());
    this.sweep = new EndpointSweep(room.client(), view, settings, leads, this::different);
    this.reclaimer = new Reclaimer(room, leads);
    view.addListener(this);
  }

  /** Starts. */
  public void start() {
    mirror.start();
    sweep.start();
    reclaimer.start();
  }

  /** Whether the first lists are complete and the watches stand. */
  public boolean watching() {
    return reclaimer.watching();
  }

  /**
   * Only what is gone, and only after the agent of its node had its time. Where very many go, their
   * agents live: what one of them leaves is found by a sweep.
   */
  @Override
  public void endpointChanged(EndpointKey key) {
    if (view.endpoint(key).isPresent()) {
      return;
    }
    if (mirror.waiting() < GONE_WAITING_MAX) {
      mirror.readAfter(key, settings.rounds().reclaimGraceMs());
    } else {
      sweep.soon();
    }
  }

  private void different(EndpointKey key) {
    mirror.readAfter(key, settings.pace().retryFirstMs());
  }

  @Override
  public void poolChanged(String pool) {
    // Endpoints do not follow later edits of their pool.
  }

  @Override
  public void close() {
    reclaimer.close();
    sweep.close();
    mirror.close();
  }
}
