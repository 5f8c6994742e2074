package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Nodes without power, on disks that lose what was not synced: journals, records of the grid and
 * queued releases are what a real disk would have. No rows of the peer's, whose agents keep
 * nothing.
 */
@RealNodes
@Isolated
@Tag("power-cut")
class PowerCutTest {
  private static final int POOL_SIZE = 20;
  private static final int REPLICAS = 3;

  @Test
  void powerCut_allNodesAtOnceAndEveryPodKeepsItsAddress(Scene scene) {
    drill(scene, RealCluster.NODES);
  }

  @Test
  void powerCut_oneNodeAndEveryPodKeepsItsAddress(Scene scene) {
    drill(scene, List.of("n3"));
  }

  /** Pods before, the cut, the same pods with the same addresses after it, and one more. */
  private static void drill(Scene scene, List<String> nodes) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotation = Annotations.ippool(pool);
    scene.pods().create(Workloads.statefulSet("set", REPLICAS, annotation));
    scene.pods().create(Workloads.daemonSet("each", annotation));
    List<Pod> set = scene.pods().running("set", REPLICAS);
    List<Pod> each = scene.pods().running("each", RealCluster.NODES.size());
    new Ledgered(scene).exactly(together(set, each), pool);
    cutPower(nodes);
    List<Pod> after =
        together(
            scene.pods().restarted("set", set, nodes), scene.pods().restarted("each", each, nodes));
    assertThat(addresses(after)).isEqualTo(addresses(together(set, each)));
    assertThat(addresses(after).values()).doesNotHaveDuplicates();
    // The grid is open again: it gives an address that nobody has
    scene.pods().create(Workloads.pod("late", annotation));
    new Ledgered(scene).exactly(together(after, scene.pods().running("late", 1)), pool);
  }

  private static void cutPower(List<String> nodes) {
    List<LossyDisk> disks = LossyDisk.of(nodes);
    disks.forEach(LossyDisk::mark);
    try {
      RealCluster.cluster("poweroff", nodes);
    } finally {
      RealCluster.cluster("poweron", nodes);
    }
    disks.forEach(LossyDisk::hasLostTheMark);
    nodes.forEach(node ->
        RealCluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "node/" + node));
  }

  private static List<Pod> together(List<Pod> some, List<Pod> others) {
    List<Pod> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static Map<String, String> addresses(List<Pod> pods) {
    return pods.stream()
        .collect(Collectors.toMap(pod -> pod.getMetadata().getUid(), Pods::address));
  }
}
