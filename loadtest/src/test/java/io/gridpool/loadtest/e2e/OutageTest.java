package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The rows of catalogue §10.6 that break the cluster; nothing else runs meanwhile. */
@RealNodes
@Isolated
class OutageTest {
  private static final int POOL_SIZE = 20;
  private static final Duration NODE_LOST = Duration.ofMinutes(2);

  @Test
  void G00003_everyKindDeletedWhileTheBinaryIsAway(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotation = Annotations.ippool(pool);
    List<HasMetadata> workloads =
        List.of(
            Workloads.pod("pod", annotation),
            Workloads.deployment("app", 2, annotation),
            Workloads.statefulSet("set", 2, annotation),
            Workloads.daemonSet("each", annotation),
            Workloads.replicaSet("replicas", 2, annotation),
            Workloads.job("job", "sleep 600", annotation));
    workloads.forEach(scene.pods()::create);
    List<Pod> pods = new ArrayList<>(scene.pods().running("pod", 1));
    List.of("app", "set", "replicas", "job")
        .forEach(each -> pods.addAll(scene.pods().running(each, 2)));
    pods.addAll(scene.pods().running("each", RealCluster.NODES.size()));
    new Ledgered(scene).exactly(pods, pool);
    RealCluster.cluster("cni", "away");
    try {
      workloads.forEach(scene.pods()::deleteNow);
      pods.forEach(pod ->
          scene.client().resource(pod).inNamespace(scene.namespace()).withGracePeriod(0).delete());
      new Ledgered(scene).empty(pool);
    } finally {
      RealCluster.cluster("cni", "back");
    }
  }

  @Test
  void G00008_agentsRestartOneAfterTheOther(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    HasMetadata app = scene.pods().create(Workloads.deployment("app", 3, Annotations.ippool(pool)));
    HasMetadata set =
        scene.pods().create(Workloads.statefulSet("set", 2, Annotations.ippool(pool)));
    List<Pod> pods = new ArrayList<>(scene.pods().running("app", 3));
    pods.addAll(scene.pods().running("set", 2));
    for (String node : RealCluster.NODES) {
      RealCluster.cluster("agent", "kill", node);
      RealCluster.cluster("agent", "start", node);
    }
    new Ledgered(scene).exactly(pods, pool);
    scene.pods().delete(app);
    RealCluster.cluster("agent", "kill", "n1");
    scene.pods().delete(set);
    RealCluster.cluster("agent", "start", "n1");
    new Ledgered(scene).empty(pool);
  }

  /** No row of the peer's: its agents keep nothing in memory. */
  @Test
  void powerCut_allAgentsAtOnceAndEveryPodKeepsItsAddress(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.deployment("app", 3, Annotations.ippool(pool)));
    scene.pods().create(Workloads.statefulSet("set", 2, Annotations.ippool(pool)));
    List<Pod> app = scene.pods().running("app", 3);
    List<Pod> before = scene.pods().running("set", 2);
    List<Pod> pods = new ArrayList<>(app);
    pods.addAll(before);
    new Ledgered(scene).exactly(pods, pool);
    RealCluster.cluster("agents", "kill");
    before.forEach(pod -> scene.pods().deletePod(pod.getMetadata().getName()));
    RealCluster.cluster("agents", "start");
    List<Pod> after = scene.pods().runningAnew("set", before);
    assertThat(after).extracting(OutageTest::address).containsExactlyElementsOf(addresses(before));
    List<Pod> now = new ArrayList<>(app);
    now.addAll(after);
    new Ledgered(scene).exactly(now, pool);
  }

  private static List<String> addresses(List<Pod> pods) {
    return pods.stream().map(OutageTest::address).toList();
  }

  private static String address(Pod pod) {
    return pod.getMetadata().getName() + " " + pod.getStatus().getPodIP();
  }

  @Test
  void G00009_nodeWithoutPowerKeepsItsAddressesUntilItIsFenced(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.daemonSet("each", Annotations.ippool(pool)));
    List<Pod> pods = scene.pods().running("each", RealCluster.NODES.size());
    new Ledgered(scene).exactly(pods, pool);
    RealCluster.cluster("poweroff", "n3");
    try {
      notReady(scene, "n3");
      new Ledgered(scene).exactly(pods, pool);
      taint(
          scene,
          "[{\"key\": \"node.kubernetes.io/out-of-service\", \"value\": \"nodeshutdown\","
              + " \"effect\": \"NoExecute\"}]");
      Eventually.passes(
          "only the addresses of the two other nodes in use",
          Eventually.RECLAIM,
          () -> assertThat(new Ledgered(scene).count(pool)).isEqualTo(2));
    } finally {
      RealCluster.cluster("poweron", "n3");
      taint(scene, "null");
      RealCluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "node/n3");
    }
    new Ledgered(scene).exactly(scene.pods().running("each", RealCluster.NODES.size()), pool);
  }

  /** No row of the peer's. Longer than a seat waits for its agent, so that the grid goes on. */
  @Test
  void cable_pulledFromTheLeadingNodeAndTheOthersGoOnWithoutIt(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotation = Annotations.ippool(pool);
    scene.pods().create(Workloads.daemonSet("each", annotation));
    List<Pod> pods = new ArrayList<>(scene.pods().running("each", RealCluster.NODES.size()));
    String leading = leading();
    String other =
        RealCluster.NODES.stream().filter(n -> !n.equals(leading)).findAny().orElseThrow();
    RealCluster.cluster("unplug", leading);
    try {
      scene.pods().create(Workloads.podOn(other, "meanwhile", annotation));
      pods.addAll(scene.pods().running("meanwhile", 1));
      notReady(scene, leading);
      new Ledgered(scene).exactly(pods, pool);
    } finally {
      RealCluster.cluster("plug", leading);
      RealCluster.kubectl("wait", "--for=condition=Ready", "--timeout=90s", "node/" + leading);
    }
    scene.pods().create(Workloads.podOn(leading, "after", annotation));
    pods.addAll(scene.pods().running("after", 1));
    assertThat(addresses(scene.pods().running("each", RealCluster.NODES.size())))
        .isEqualTo(addresses(pods.subList(0, RealCluster.NODES.size())));
    new Ledgered(scene).exactly(pods, pool);
  }

  private static String leading() {
    return Objects.requireNonNull(RealCluster.grid().leader());
  }

  private static void notReady(Scene scene, String node) {
    Eventually.passes(
        "node " + node + " no longer Ready",
        NODE_LOST,
        () ->
            assertThat(scene.client().nodes().withName(node).get().getStatus().getConditions())
                .anyMatch(condition ->
                    "Ready".equals(condition.getType()) && !"True".equals(condition.getStatus())));
  }

  private static void taint(Scene scene, String taints) {
    scene
        .client()
        .nodes()
        .withName("n3")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"taints\": " + taints + "}}");
  }
}
