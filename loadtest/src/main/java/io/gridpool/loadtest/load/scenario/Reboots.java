package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.node.HollowPod;
import java.util.List;
import java.util.stream.IntStream;

/** All ADDs of one full node at once. */
final class Reboots {
  private Reboots() {}

  static void play(Stage stage) {
    int pods = stage.size().pods();
    String node = stage.size().nodes().getFirst();
    IntStream.range(0, pods)
        .parallel()
        .forEach(i -> stage.workloads().pod("reboot-" + i, node, true));
    stage.await("the pods are bound", Bursts.LIMIT, () -> stage.nodes().all().size() == pods);
    stage.phase(
        "all at once",
        () -> {
          long dueNs = System.nanoTime();
          List<HollowPod> held = List.copyOf(stage.nodes().all());
          held.forEach(pod -> stage.nodes().release(pod, dueNs));
          stage.awaitRunning(pods, Bursts.LIMIT);
          return "until %d pods of one node ran".formatted(pods);
        });
    stage.quiet();
    stage.phase(
        "power cut",
        () -> {
          stage.cutPower(node);
          return "until the node's agent served again";
        });
    stage.phase(
        "reboot",
        () -> {
          stage.nodes().restart(node);
          return "until all %d had their addresses again, in new sandboxes".formatted(pods);
        });
    stage.quiet();
    stage.phase(
        "delete",
        () -> {
          stage.deleteAll(Bursts.LIMIT);
          return "until all were gone";
        });
  }
}
