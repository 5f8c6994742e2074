package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.list.ListRequest;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Complete lists of pods (their metadata only) and StatefulSets, within the budget.
 *
 * <p>A list of pods is one request that the API server answers from its memory, not older than what
 * a watch has shown already. Asked for by pages it reads etcd for each of them: 100,000 pods take
 * four times as long then, and the server decodes every one.
 */
final class ClusterLists {
  private static final ListRequest PODS = ListRequest.of("api/v1/pods");
  private static final List<String> PHASES_FINISHED = List.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final KubeSettings settings;
  private final ApiBudget budget;

  ClusterLists(KubernetesClient client, KubeSettings settings, ApiBudget budget) {
    this.client = client;
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * Every pod; one that its phase says is finished is one to ask about.
   *
   * @param version what a watch of pods has shown; the list is at least as new
   */
  Map<EndpointKey, PodSight> pods(String version) {
    Map<EndpointKey, PodSight> pods = new HashMap<>();
    eachPod("", version, item -> pods.put(item.key(), item.sight()));
    // A server that cannot filter would answer all of them.
    if (settings.objects().podsByNode()) {
      for (String phase : PHASES_FINISHED) {
        eachPod(
            "status.phase=" + phase,
            version,
            item -> pods.computeIfPresent(item.key(), (key, pod) -> pod.ended(phase)));
      }
    }
    return pods;
  }

  /** Every StatefulSet. */
  Map<EndpointKey, SetSight> sets() {
    Map<EndpointKey, SetSight> sets = new HashMap<>();
    String next = null;
    do {
      budget.take();
      KubernetesResourceList<StatefulSet> page =
          client
              .apps()
              .statefulSets()
              .inAnyNamespace()
              .list(
                  new ListOptionsBuilder()
                      .withLimit(KubeSettings.LIST_PAGE_SIZE)
                      .withContinue(next)
                      .build());
      for (StatefulSet set : page.getItems()) {
        var metadata = set.getMetadata();
        sets.put(new EndpointKey(metadata.getNamespace(), metadata.getName()), SetSight.of(set));
      }
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return sets;
  }

  private void eachPod(String fieldSelector, String version, Consumer<PodItem> sink) {
    budget.take();
    var _ =
        PODS.notOlderThan(version)
            .with("fieldSelector", fieldSelector)
            .send(client, PodItem.FORMAT, sink);
  }
}
