package io.gridpool.loadtest.load.scenario;

import io.gridpool.loadtest.load.node.HollowPod;
import java.time.Duration;
import java.util.List;

/**
 * Rounds of calls at a rate beside a StatefulSet whose pods are made anew, until the time is over.
 */
final class Soaks {
  private static final String SET = "soak";
  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofSeconds(8);

  private Soaks() {}

  static void play(Stage stage) {
    long endNs = System.nanoTime() + (long) (stage.size().minutes() * 60e9);
    rounds(stage, endNs, ROUND);
  }

  static void brief(Stage stage) {
    rounds(stage, System.nanoTime(), BRIEF);
  }

  private static void rounds(Stage stage, long endNs, Duration round) {
    int members = Math.max(3, stage.size().pods() / 4);
    stage.phase(
        "a StatefulSet",
        () -> {
          stage.workloads().statefulSet(SET, members);
          stage.awaitRunning(members, Bursts.LIMIT);
          return "until %d pods ran".formatted(members);
        });
    int number = 0;
    do {
      String prefix = "soak-" + number + "-";
      Rates.run(stage, prefix, round);
      stage.quiet();
      stage.phase(
          "made anew",
          () -> {
            List<HollowPod> old = stage.nodes().select(pod -> pod.facts().keeps());
            stage.replace(
                old,
                () -> old.forEach(pod -> stage.workloads().delete(pod.facts().name())),
                Bursts.LIMIT);
            return "%d pods of the StatefulSet".formatted(members);
          });
      stage.quiet();
      number++;
    } while (System.nanoTime() - endNs < 0 && !Thread.currentThread().isInterrupted());
    stage.phase(
        "delete",
        () -> {
          stage.deleteAll(Bursts.LIMIT);
          return "until all were gone";
        });
  }
}
