package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Complete lists of pods (their metadata only) and StatefulSets, page by page within the budget,
 * each as the API server has it when the first page is read.
 */
final class ClusterLists {
  private static final int PODS_PER_PAGE = 2_000;
  private static final long PAGE_LIMIT_MS = 15_000;
  private static final List<String> PHASES_FINISHED = List.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final KubeSettings settings;
  private final ApiBudget budget;

  ClusterLists(KubernetesClient client, KubeSettings settings, ApiBudget budget) {
    this.client = client;
    this.settings = settings;
    this.budget = budget;
  }

  /** Every pod; one that its phase says is finished is one to ask about. */
  Map<EndpointKey, PodSight> pods() {
    Map<EndpointKey, PodSight> pods = new HashMap<>();
    eachPod("", item -> pods.put(item.key(), item.sight()));
    // A server that cannot filter would answer all of them.
    if (settings.objects().podsByNode()) {
      for (String phase : PHASES_FINISHED) {
        eachPod(
            "status.phase=" + phase,
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

  private void eachPod(String fieldSelector, Consumer<PodPage.Item> sink) {
    String next = "";
    do {
      PodPage page = page(fieldSelector, next);
      page.items().forEach(sink);
      next = page.next();
    } while (!next.isEmpty());
  }

  private PodPage page(String fieldSelector, String next) {
    budget.take();
    String query =
        "limit="
            + PODS_PER_PAGE
            + parameter("fieldSelector", fieldSelector)
            + parameter("continue", next);
    URI uri =
        client.getMasterUrl().toString().endsWith("/")
            ? URI.create(client.getMasterUrl() + "api/v1/pods?" + query)
            : URI.create(client.getMasterUrl() + "/api/v1/pods?" + query);
    var http = client.getHttpClient();
    var request = http.newHttpRequestBuilder().uri(uri).setHeader("Accept", PodPage.ACCEPT).build();
    try {
      HttpResponse<byte[]> response =
          http.sendAsync(request, byte[].class).get(PAGE_LIMIT_MS, TimeUnit.MILLISECONDS);
      if (!response.isSuccessful()) {
        throw new KubernetesClientException(
            "GET " + uri + " answered " + response.code(), response.code(), null);
      }
      return PodPage.read(response.body(), client.getKubernetesSerialization());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("GET " + uri + " was interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("GET " + uri + " failed: " + e, e);
    }
  }

  private static String parameter(String name, String value) {
    return value.isEmpty()
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
