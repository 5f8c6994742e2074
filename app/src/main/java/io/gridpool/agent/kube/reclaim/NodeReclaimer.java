package io.gridpool.agent.kube.reclaim;

import io.gridpool.agent.kube.directory.PodInformer;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;

/**
 * Frees what pods of this node left behind: a pod that vanished from the API server while its
 * endpoint still stands is checked after the grace its own release has.
 */
public final class NodeReclaimer implements LedgerView.Listener, AutoCloseable {
  private final PodInformer pods;
  private final LedgerView view;
  private final KubeSettings settings;
  private final LeaseReclaim reclaim;
  private final KeyLoop<EndpointKey> loop;

  /**
   * A reclaimer, not started yet.
   *
   * @param view of this node's endpoints
   */
  public NodeReclaimer(KubeRoom room, LedgerView view, PodInformer pods) {
    this.pods = pods;
    this.view = view;
    this.settings = room.settings();
    var evidence = new AskedSight(room.client(), new ApiBudget(settings.rounds().callsPerSecond()));
    this.reclaim = new LeaseReclaim(room, LeaseJudge.of(room), evidence);
    this.loop = new KeyLoop<>("node-reclaim", settings, this::look);
    pods.onGone(key -> loop.add(key, settings.rounds().reclaimGraceMs()));
    view.addListener(this);
  }

  /** Starts to look, where reclaim is enabled. */
  public void start() {
    if (settings.reclaim().enabled()) {
      loop.start();
    }
  }

  /** An endpoint that appears without a pod is one that was left while this agent was away. */
  @Override
  public void endpointChanged(EndpointKey key) {
    if (view.endpoint(key).filter(endpoint -> pods.cached(endpoint.pod()).isEmpty()).isPresent()) {
      loop.add(key, settings.rounds().reclaimGraceMs());
    }
  }

  @Override
  public void poolChanged(String pool) {
    // Pools have no pods.
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look(EndpointKey key) {
    if (!pods.synced()) {
      return settings.rounds().reclaimGraceMs();
    }
    boolean stands =
        view.endpoint(key)
            .filter(endpoint -> !endpoint.sticky())
            .filter(endpoint ->
                pods.cached(endpoint.pod())
                    .filter(p -> p.uid().equals(endpoint.podUid()))
                    .isEmpty())
            .isPresent();
    if (stands) {
      reclaim.check(key);
    }
    return 0;
  }
}
