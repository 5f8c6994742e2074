package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's words. <em>Recorded</em>: each address of a pod is in a pool's {@code
 * allocatedIPs} with the pod's key and uid, and in its SpiderEndpoint. <em>Sane</em>: the count is
 * the number of records, and each record is one of the pool's effective addresses.
 */
record Ledgered(Scene scene) {

  /** All pods recorded, in these pools together, which are sane and hold nothing else. */
  void exactly(List<Pod> pods, String... pools) {
    Eventually.passes(
        "the pods recorded in " + List.of(pools),
        Eventually.MIRROR,
        () -> {
          Map<String, Map<String, String>> records = new TreeMap<>();
          for (String pool : pools) {
            sane(pool);
            records.putAll(records(pool));
          }
          pods.forEach(pod -> recorded(pod, records));
          assertThat(records.keySet())
              .containsExactlyInAnyOrderElementsOf(
                  pods.stream().flatMap(pod -> held(pod).stream()).toList());
        });
  }

  /** No record in the pool and a count of 0, within the limit of reclaim. */
  void empty(String... pools) {
    for (String pool : pools) {
      Eventually.passes(
          "pool " + pool + " empty",
          Eventually.RECLAIM,
          () -> {
            assertThat(records(pool)).isEmpty();
            assertThat(count(pool)).isZero();
          });
    }
  }

  /** No endpoint of this pod, within the limit of reclaim. */
  void noEndpoint(String namespace, String name) {
    Eventually.passes(
        "no endpoint of " + name,
        Eventually.RECLAIM,
        () -> assertThat(read(namespace, name)).isNull());
  }

  /** The pod's endpoint, which must exist within the mirror's limit. */
  SpiderEndpoint endpoint(Pod pod) {
    Eventually.passes(
        "endpoint of " + key(pod), Eventually.MIRROR, () -> assertThat(find(pod)).isNotNull());
    return Objects.requireNonNull(find(pod));
  }

  /** The pool's records: address to {@code pod} and {@code podUid}. */
  Map<String, Map<String, String>> records(String pool) {
    String text = scene.status(pool).allocatedIPs();
    return text == null ? Map.of() : parse(text);
  }

  @SuppressWarnings("unchecked") // the shape is Spiderpool's
  private static Map<String, Map<String, String>> parse(String text) {
    return Serialization.unmarshal(text, TreeMap.class);
  }

  long count(String pool) {
    Long count = scene.status(pool).allocatedIPCount();
    return count == null ? 0 : count;
  }

  private void sane(String pool) {
    Map<String, Map<String, String>> records = records(pool);
    SpiderIPPool.Spec spec = scene.readPool(pool).getSpec();
    List<String> excluded = spec.excludeIPs() == null ? List.of() : spec.excludeIPs();
    assertThat(count(pool)).as("allocatedIPCount of " + pool).isEqualTo(records.size());
    assertThat(records.keySet())
        .allMatch(each -> Addresses.inside(each, Objects.requireNonNull(spec.ips())))
        .noneMatch(each -> Addresses.inside(each, excluded));
  }

  private void recorded(Pod pod, Map<String, Map<String, String>> records) {
    String uid = pod.getMetadata().getUid();
    assertThat(held(pod)).containsAll(Pods.addresses(pod));
    for (String address : held(pod)) {
      assertThat(records).as("records").containsKey(address);
      assertThat(records.get(address)).containsEntry("pod", key(pod)).containsEntry("podUid", uid);
    }
  }

  /** The addresses of the pod's endpoint, which must be of this very pod. */
  private List<String> held(Pod pod) {
    SpiderEndpoint endpoint = find(pod);
    if (endpoint == null) {
      throw new AssertionError("no endpoint of " + key(pod));
    }
    SpiderEndpoint.Current current = endpoint.getStatus().current();
    assertThat(current.uid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(current.node()).isEqualTo(pod.getSpec().getNodeName());
    return current.ips().stream().flatMap(Ledgered::addresses).toList();
  }

  /** The addresses of one NIC, without prefix length. */
  static Stream<String> addresses(EndpointIp nic) {
    return Stream.of(nic.ipv4(), nic.ipv6())
        .filter(Objects::nonNull)
        .map(cidr -> cidr.substring(0, cidr.indexOf('/')));
  }

  private @Nullable SpiderEndpoint find(Pod pod) {
    return read(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  private @Nullable SpiderEndpoint read(String namespace, String name) {
    return scene
        .client()
        .resources(SpiderEndpoint.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
