package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.node.HollowPod;

/** A StatefulSet whose pods are all made anew at once, on whichever node the scheduler takes. */
final class Storms {
  private static final String NAME = "storm";

  private Storms() {}

  static void play(Stage stage) {
    int pods = stage.size().pods();
    stage.phase(
        "scale out",
        () -> {
          stage.workloads().statefulSet(NAME, pods);
          stage.awaitRunning(pods, Bursts.LIMIT);
          return "until %d pods ran".formatted(pods);
        });
    stage.quiet();
    stage.phase(
        "storm",
        () -> {
          stage.replace(
              stage.nodes().select(HollowPod::running),
              stage.workloads()::deletePods,
              Bursts.LIMIT);
          return "until all %d ran again, each with its address".formatted(pods);
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
