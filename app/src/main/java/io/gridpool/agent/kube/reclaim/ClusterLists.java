package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Complete lists of pods (their metadata only) and StatefulSets, within the budget.
 *
 * <p>A list of pods is one request that the API server answers from its memory, not older than what
 * a watch has shown already. Asked for by pages it reads etcd for each of them: 100,000 pods take
 * four times as long then, and the server decodes every one.
 */
final class ClusterLists {
  /** How long the API server may take to begin its answer, and then to end it. */
  private static final long ANSWER_LIMIT_MS = 30_000;

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

  private void eachPod(String fieldSelector, String version, Consumer<PodList.Item> sink) {
    budget.take();
    String query =
        "resourceVersionMatch=NotOlderThan"
            + parameter("resourceVersion", version)
            + (fieldSelector.isEmpty() ? "" : parameter("fieldSelector", fieldSelector));
    String server = client.getMasterUrl().toString();
    URI uri = URI.create(server + (server.endsWith("/") ? "" : "/") + "api/v1/pods?" + query);
    try {
      HttpResponse<InputStream> response = get(uri);
      try (InputStream body = response.body()) {
        if (!response.isSuccessful()) {
          throw new KubernetesClientException(
              "GET " + uri + " answered " + response.code(), response.code(), null);
        }
        readWithin(body, sink);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("GET " + uri + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("GET " + uri + " was interrupted", e);
    }
  }

  private HttpResponse<InputStream> get(URI uri)
      throws InterruptedException, ExecutionException, TimeoutException {
    var http = client.getHttpClient();
    var request = http.newHttpRequestBuilder().uri(uri).setHeader("Accept", PodList.ACCEPT).build();
    return http.sendAsync(request, InputStream.class).get(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
  }

  /** A server that stops amid its answer is left: the read fails when the stream is closed. */
  private void readWithin(InputStream body, Consumer<PodList.Item> sink) throws IOException {
    var limit = CompletableFuture.delayedExecutor(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> end = CompletableFuture.runAsync(() -> close(body), limit);
    try {
      PodList.read(body, client.getKubernetesSerialization(), sink);
    } finally {
      var _ = end.cancel(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Who reads it hears of it.
    }
  }

  private static String parameter(String name, String value) {
    return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
