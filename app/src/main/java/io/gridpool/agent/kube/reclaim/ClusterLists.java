package io.gridpool.agent.kube.reclaim;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.EndpointKey;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Complete lists of pods (their metadata only) and StatefulSets, page by page within the budget,
 * each as the API server has it when the first page is read.
 */
final class ClusterLists {
  private static final int PODS_PER_PAGE = 2_000;
  private static final long PAGE_LIMIT_MS = 15_000;
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
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
    eachPod("", item -> pods.put(item.metadata().key(), item.metadata().sight()));
    // A server that cannot filter would answer all of them.
    if (settings.podsByNode()) {
      for (String phase : PHASES_FINISHED) {
        eachPod(
            "status.phase=" + phase,
            item -> pods.computeIfPresent(item.metadata().key(), (key, pod) -> pod.ended(phase)));
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

  private void eachPod(String fieldSelector, Consumer<Item> sink) {
    String next = "";
    do {
      Page page = page(fieldSelector, next);
      page.items().forEach(sink);
      next = page.metadata() == null ? "" : Objects.requireNonNullElse(page.metadata().next(), "");
    } while (!next.isEmpty());
  }

  private Page page(String fieldSelector, String next) {
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
    var request = http.newHttpRequestBuilder().uri(uri).setHeader("Accept", METADATA_ONLY).build();
    try {
      HttpResponse<InputStream> response =
          http.sendAsync(request, InputStream.class).get(PAGE_LIMIT_MS, TimeUnit.MILLISECONDS);
      if (!response.isSuccessful()) {
        throw new KubernetesClientException(
            "GET " + uri + " answered " + response.code(), response.code(), null);
      }
      return client.getKubernetesSerialization().unmarshal(response.body(), Page.class);
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

  /** A page of a list, as far as it matters here. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Page(@Nullable ListMetadata metadata, List<Item> items) {
    Page {
      items = items == null ? List.of() : items;
    }
  }

  /** Where the next page starts. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ListMetadata(@JsonProperty("continue") @Nullable String next) {}

  /** One pod. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Item(Metadata metadata) {}

  /** Its metadata. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Metadata(
      String namespace,
      String name,
      String uid,
      @Nullable String deletionTimestamp,
      @Nullable Annotations annotations) {
    EndpointKey key() {
      return new EndpointKey(namespace, name);
    }

    PodSight sight() {
      String runtimeUid = annotations == null ? null : annotations.staticUid();
      return PodSight.ofMetadata(runtimeUid == null ? uid : runtimeUid, deletionTimestamp);
    }
  }

  /** The one annotation that matters here. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Annotations(@JsonProperty(PodReader.STATIC_POD_UID) @Nullable String staticUid) {}
}
