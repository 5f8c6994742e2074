package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.6: addresses come back when their pods are gone, and never before. */
@RealNodes
class ReclaimTest {
  private static final int POOL_SIZE = 10;
  private static final String FINISHED = "finished";

  @Test
  @Quick
  void G00001_namespaceDeleted(Scene scene) {
    String four = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String six = scene.pool("v6", block(Net.V6, POOL_SIZE));
    String gone = scene.namespace("gone", Map.of(), Map.of());
    Pods pods = new Pods(gone);
    pods.create(Workloads.deployment("app", 2, Annotations.dual(four, six)));
    pods.create(Workloads.statefulSet("set", 2, Annotations.dual(four, six)));
    List<Pod> all = new ArrayList<>(pods.running("app", 2));
    all.addAll(pods.running("set", 2));
    new Ledgered(scene).exactly(all, four, six);
    scene.client().namespaces().withName(gone).delete();
    new Ledgered(scene).empty(four, six);
    all.forEach(pod -> new Ledgered(scene).noEndpoint(gone, pod.getMetadata().getName()));
  }

  @Test
  void G00002_podOfTheSameNameInAnotherNamespaceDeleted(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Pods other = new Pods(scene.namespace("other", Map.of(), Map.of()));
    scene.pods().create(Workloads.pod("same", Annotations.ippool(pool)));
    Pod second = other.create(Workloads.pod("same", Annotations.ippool(pool)));
    List<Pod> stays = scene.pods().running("same", 1);
    other.running("same", 1);
    other.delete(second);
    other.gone("same");
    new Ledgered(scene).exactly(stays, pool);
  }

  @Test
  void G00004_deletedWithoutGrace(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    HasMetadata app = scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
    HasMetadata set =
        scene.pods().create(Workloads.statefulSet("set", 2, Annotations.ippool(pool)));
    List<Pod> pods = new ArrayList<>(scene.pods().running("app", 2));
    pods.addAll(scene.pods().running("set", 2));
    new Ledgered(scene).exactly(pods, pool);
    scene.pods().deleteNow(app);
    scene.pods().deleteNow(set);
    pods.forEach(pod ->
        scene.client().resource(pod).inNamespace(scene.namespace()).withGracePeriod(0).delete());
    new Ledgered(scene).empty(pool);
  }

  @Test
  void G00005_foreignRecordOfAnUnknownPodIsRemoved(Scene scene) {
    foreignRecord(scene, "{\"pod\": \"%s/nobody\", \"podUid\": \"%s\"}");
  }

  @Test
  void G00007_foreignRecordWithAnUnknownUidIsRemoved(Scene scene) {
    foreignRecord(scene, "{\"pod\": \"%s/app\", \"podUid\": \"not-%s\"}");
  }

  private static void foreignRecord(Scene scene, String record) {
    Block block = block(Net.V4, POOL_SIZE);
    String pool = scene.pool("v4", block);
    scene.pods().create(Workloads.pod("app", Annotations.ippool(pool)));
    List<Pod> pods = scene.pods().running("app", 1);
    new Ledgered(scene).exactly(pods, pool);
    String uid = pods.getFirst().getMetadata().getUid();
    String dirty =
        "{\"%s\": %s}".formatted(block.at(POOL_SIZE), record.formatted(scene.namespace(), uid));
    scene.editStatus(
        pool,
        found -> {
          found.setStatus(new SpiderIPPool.Status(dirty, (long) POOL_SIZE, 1L, null));
          return found;
        });
    new Ledgered(scene).exactly(pods, pool);
  }

  @Test
  @Quick
  void G00006_finishedJobs(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.job("good", "exit 0", Annotations.ippool(pool)));
    scene.pods().create(Workloads.job("bad", "exit 1", Annotations.ippool(pool)));
    for (String job : List.of("good", "bad")) {
      Eventually.passes(
          FINISHED,
          Eventually.POD_START,
          () ->
              assertThat(scene.pods().of(job))
                  .isNotEmpty()
                  .allMatch(
                      pod -> List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase())));
    }
    new Ledgered(scene).empty(pool);
    assertThat(scene.pods().of("good")).isNotEmpty();
    assertThat(scene.pods().of("bad")).isNotEmpty();
  }

  @Test
  void G00011_twoStatefulSetsShareATightPool(Scene scene) {
    int size = 5;
    String pool = scene.pool("v4", block(Net.V4, size));
    HasMetadata one =
        scene.pods().create(Workloads.statefulSet("one", size, Annotations.ippool(pool)));
    HasMetadata two =
        scene.pods().create(Workloads.statefulSet("two", 0, Annotations.ippool(pool)));
    new Ledgered(scene).exactly(scene.pods().running("one", size), pool);
    for (int round = 0; round < 2; round++) {
      HasMetadata down = round % 2 == 0 ? one : two;
      HasMetadata up = round % 2 == 0 ? two : one;
      scene.pods().scale(down, 0);
      scene.pods().scale(up, size);
      String name = up.getMetadata().getName();
      new Ledgered(scene).exactly(scene.pods().running(name, size), pool);
    }
    remains(scene, scene.pods().running("one", size), pool);
  }

  /** Over two full checks no address of a live pod is freed. */
  private static void remains(Scene scene, List<Pod> pods, String pool) {
    long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Await.until(
        "the time of observation",
        Duration.ofMinutes(2),
        () -> {
          assertThat(new Ledgered(scene).count(pool)).isEqualTo(pods.size());
          return System.nanoTime() > endNs;
        });
    new Ledgered(scene).exactly(pods, pool);
  }

  @Test
  void G00010_statefulSetStopsUsingThisNetwork(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.statefulSet("set", 2, Annotations.ippool(pool)));
    List<Pod> before = scene.pods().running("set", 2);
    new Ledgered(scene).exactly(before, pool);
    // Pods of the host's network get their address elsewhere, as those of another CNI do.
    RealCluster.kubectl(
        "-n",
        scene.namespace(),
        "patch",
        "statefulset/set",
        "--type=merge",
        "-p",
        "{\"spec\": {\"template\": {\"spec\": {\"hostNetwork\": true}}}}");
    Eventually.passes(
        "the pods of set on the host's network",
        Eventually.POD_START,
        () ->
            assertThat(scene.pods().of("set"))
                .hasSize(2)
                .allMatch(pod -> Boolean.TRUE.equals(pod.getSpec().getHostNetwork())));
    new Ledgered(scene).empty(pool);
    new Ledgered(scene).noEndpoint(scene.namespace(), "set-0");
    new Ledgered(scene).noEndpoint(scene.namespace(), "set-1");
  }
}
