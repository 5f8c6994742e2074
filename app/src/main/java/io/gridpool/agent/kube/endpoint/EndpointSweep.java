package io.gridpool.agent.kube.endpoint;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.adoption.MirrorList;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The steward's comparison of all endpoint objects with the ledger, every {@code sweepEveryMs}: it
 * hands each key to a mirror that stands on one side only, or whose holder differs.
 */
final class EndpointSweep implements AutoCloseable {
  /** How soon a sweep comes that was asked for, in milliseconds. */
  private static final long SOON_MS = 60_000;

  private static final String ALL = "all";

  private final KubernetesClient client;
  private final LedgerView view;
  private final KubeSettings settings;
  private final BooleanSupplier leads;
  private final Consumer<EndpointKey> different;
  private final KeyLoop<String> loop;

  EndpointSweep(
      KubernetesClient client,
      LedgerView view,
      KubeSettings settings,
      BooleanSupplier leads,
      Consumer<EndpointKey> different) {
    this.client = client;
    this.view = view;
    this.settings = settings;
    this.leads = leads;
    this.different = different;
    this.loop = new KeyLoop<>("endpoint-sweep", settings, name -> sweep());
  }

  void start() {
    loop.start();
    loop.add(ALL);
  }

  /** Sweeps within a minute, if not sooner. */
  void soon() {
    loop.add(ALL, SOON_MS);
  }

  @Override
  public void close() {
    loop.close();
  }

  private long sweep() {
    if (!view.filled() || !leads.getAsBoolean()) {
      return settings.pace().retryFirstMs();
    }
    Set<EndpointKey> missing = new HashSet<>(view.endpointKeys());
    MirrorList.each(
        client,
        object -> {
          var metadata = object.getMetadata();
          var key = new EndpointKey(metadata.getNamespace(), metadata.getName());
          missing.remove(key);
          if (!holderAgrees(object, key)) {
            different.accept(key);
          }
        });
    missing.forEach(different);
    return settings.rounds().sweepEveryMs();
  }

  private boolean holderAgrees(SpiderEndpoint object, EndpointKey key) {
    SpiderEndpoint.Status status = object.getStatus();
    return view.endpoint(key)
        .filter(endpoint -> status != null && status.current() != null)
        .filter(endpoint -> Objects.equals(status.current().uid(), endpoint.podUid()))
        .filter(endpoint -> Objects.equals(status.current().node(), endpoint.node()))
        .isPresent();
  }
}
