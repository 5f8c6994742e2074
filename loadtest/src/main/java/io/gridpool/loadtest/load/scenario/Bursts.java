package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.node.HollowPod;
import java.time.Duration;
import java.util.stream.IntStream;

/** Deployments: scaled out together, all their pods made anew, deleted. */
final class Bursts {
  static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int REPLICAS = 10;

  private Bursts() {}

  static void play(Stage stage) {
    int pods = stage.size().pods();
    int deployments = (pods + REPLICAS - 1) / REPLICAS;
    stage.phase(
        "scale out",
        () -> {
          IntStream.range(0, deployments)
              .parallel()
              .forEach(i ->
                  stage
                      .workloads()
                      .deployment("burst-" + i, Math.min(REPLICAS, pods - i * REPLICAS)));
          stage.awaitRunning(pods, LIMIT);
          return "until %d pods of %d Deployments ran".formatted(pods, deployments);
        });
    stage.quiet();
    stage.phase(
        "make anew",
        () -> {
          stage.replace(
              stage.nodes().select(HollowPod::running), stage.workloads()::deletePods, LIMIT);
          return "until %d other pods ran".formatted(pods);
        });
    stage.quiet();
    stage.phase(
        "delete",
        () -> {
          stage.deleteAll(LIMIT);
          return "until all were gone";
        });
  }
}
