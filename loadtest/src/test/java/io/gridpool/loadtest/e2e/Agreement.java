package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether pods, ledger, pool status and endpoints say the same of one pool. */
final class Agreement {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(CALL).build();

  private Agreement() {}

  /** Waits until they agree: each live pod with an address is recorded with it, and nobody else. */
  static void of(Scene scene, String pool) {
    Ledgered ledgered = new Ledgered(scene);
    Eventually.passes(
        "pods, ledger, pool status and endpoints of " + pool + " agree",
        LIMIT,
        () -> {
          Map<String, String> uids = new TreeMap<>();
          for (Pod pod : live(scene)) {
            uids.put(Pods.address(pod), pod.getMetadata().getUid());
            assertThat(ledgered.endpoint(pod).getStatus().current().uid())
                .isEqualTo(pod.getMetadata().getUid());
          }
          Map<String, String> recorded = new TreeMap<>();
          ledgered.records(pool).forEach((ip, record) -> recorded.put(ip, record.get("podUid")));
          assertThat(recorded).containsAllEntriesOf(uids);
          assertThat(ledgered.count(pool)).isEqualTo(recorded.size());
          assertThat(pendingOrSticky(scene, recorded, uids)).isEmpty();
          uids.forEach((ip, uid) -> assertThat(lastHolder(ip)).contains(uid));
        });
  }

  private static List<Pod> live(Scene scene) {
    return scene.client().pods().inNamespace(scene.namespace()).list().getItems().stream()
        .filter(Pods::serves)
        .toList();
  }

  /** Records without a live pod: allowed only for pods that exist and are on their way. */
  private static List<String> pendingOrSticky(
      Scene scene, Map<String, String> recorded, Map<String, String> uids) {
    List<String> known =
        Pods.uids(scene.client().pods().inNamespace(scene.namespace()).list().getItems());
    return recorded.entrySet().stream()
        .filter(entry -> !uids.containsKey(entry.getKey()))
        .filter(entry -> !known.contains(entry.getValue()))
        .map(Object::toString)
        .toList();
  }

  /** What the ledger's history says of the address now, from the first agent that answers. */
  private static String lastHolder(String address) {
    for (String node : RealCluster.NODES) {
      String url =
          "http://10.201.0.1%s:5710/v1/history?limit=1&subject=%s"
              .formatted(node.substring(1), address);
      try {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(CALL).build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return String.valueOf(Serialization.unmarshal(answer.body(), Map.class).get("changes"));
        }
      } catch (IOException e) {
        // This agent may be dead; another one answers.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("no agent answers who has " + address);
  }
}
